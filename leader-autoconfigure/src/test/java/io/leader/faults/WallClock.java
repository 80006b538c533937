package io.leader.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process's wall clock, which libfaketime can step while the process runs. The
 * monotonic clock is unaffected.
 */
final class WallClock implements AutoCloseable {

	static final String MISSING = "No wall clock can be stepped: libfaketime is not installed.";

	/** The possible locations of libfaketime on Debian and Fedora. */
	private static final List<Path> PLACES = Stream
		.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64")
		.map((folder) -> Path.of(folder, "faketime", "libfaketimeMT.so.1"))
		.toList();

	private final Path library;

	private final Path offset;

	private WallClock(Path library) {
		this.library = library;
		try {
			this.offset = Files.createTempFile("wall-clock", ".offset");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		set(Duration.ZERO);
	}

	/**
	 * Creates a correct clock.
	 * @return the clock; empty if libfaketime is not installed
	 */
	static Optional<WallClock> create() {
		return library().map(WallClock::new);
	}

	static boolean isAvailable() {
		return library().isPresent();
	}

	private static Optional<Path> library() {
		return PLACES.stream().filter(Files::exists).findFirst();
	}

	/**
	 * Returns the environment variables of a process with this clock.
	 */
	Map<String, String> environment() {
		return Map.of("LD_PRELOAD", this.library.toString(), "FAKETIME_TIMESTAMP_FILE", this.offset.toString(),
				"FAKETIME_NO_CACHE", "1", "FAKETIME_DONT_FAKE_MONOTONIC", "1", "FAKETIME_FORCE_MONOTONIC_FIX", "0");
	}

	/**
	 * Steps the clock.
	 * @param ahead how far ahead of the real time to set the clock, in whole seconds;
	 * negative to set it behind
	 */
	void set(Duration ahead) {
		try {
			Path next = Files.writeString(Path.of(this.offset + ".next"), "%+d\n".formatted(ahead.toSeconds()));
			Files.move(next, this.offset, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Deletes the files that libfaketime leaves behind after a process is killed.
	 */
	static void forget(long pid) {
		try {
			Files.deleteIfExists(Path.of("/dev/shm/faketime_shm_" + pid));
			Files.deleteIfExists(Path.of("/dev/shm/sem.faketime_sem_" + pid));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		try {
			Files.deleteIfExists(this.offset);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
