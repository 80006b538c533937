package io.leader.lock.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Issues the versions of a lock. They keep increasing even when the record is deleted,
 * since the last version is stored in a separate file. A version is at least the current
 * time in microseconds, so versions increase even if that file is also deleted, unless
 * the clock is set back. Between two versions, there is room for one that represents a
 * deletion.
 */
final class VersionFile {

	/**
	 * The largest possible version, far above any realistic time in microseconds, and far
	 * below numeric overflow.
	 */
	private static final long LARGEST = Long.MAX_VALUE / 2;

	private static final int LONGEST = 32;

	private final Path file;

	VersionFile(Path file) {
		this.file = file;
	}

	/**
	 * Returns the next version, and stores it as the last one. Must be called by only one
	 * thread of one process at a time.
	 * @param present the version of the current record; zero or negative if there is none
	 */
	long next(long present) throws IOException {
		long next = Math.max(Math.max(last(), present) + 2, now());
		PrivateFolder.write(this.file, Long.toString(next));
		return next;
	}

	/**
	 * Returns a version that represents a deletion: one that is larger than the last
	 * version and smaller than the next.
	 * @param seen the version that was observed before the deletion
	 */
	long ofDeletionAfter(long seen) {
		return Math.max(last(), seen) + 1;
	}

	private long last() {
		try {
			byte[] digits = PrivateFolder.read(this.file, LONGEST);
			long last = Long.parseLong(new String(digits, StandardCharsets.UTF_8).strip());
			return isPossible(last) ? last : 0;
		}
		catch (IOException | NumberFormatException ex) {
			// The file is missing, damaged, or being written. The next version is still
			// larger, since the current time advances faster than versions are issued.
			return 0;
		}
	}

	/**
	 * Returns whether a number can be a version.
	 */
	static boolean isPossible(long version) {
		return version >= 0 && version <= LARGEST;
	}

	private static long now() {
		return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
	}

}
