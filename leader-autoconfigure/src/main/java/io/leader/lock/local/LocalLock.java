package io.leader.lock.local;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;

import io.leader.lock.ElectionLock;
import io.leader.lock.LockCoordinates;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.lock.LockWatch;
import io.leader.lock.LockWatcher;
import io.leader.lock.local.LocalWatch.Reading;

/**
 * A lock among the processes of one user on one machine. The record is stored in a file
 * and replaced under a file lock of the operating system. As long as a holder is alive,
 * it also keeps a separate file locked. If the holder dies, other processes usually
 * detect this immediately instead of waiting for its lease to expire. If the holder
 * merely hangs, they wait.
 * <p>
 * Requires a local file system, as network file systems do not guarantee file locks.
 * Thread-safe. Close the lock when the process no longer takes part in the election.
 */
public final class LocalLock implements ElectionLock, AutoCloseable {

	/**
	 * The lock type of local locks.
	 */
	public static final String TYPE = "local";

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

	private static final long CLOCK_TICK = TimeUnit.MILLISECONDS.toMicros(20);

	private final PrivateFolder folder;

	private final Path path;

	private final Path recordFile;

	private final Path newFile;

	private final VersionFile versions;

	private final String name;

	private final FileMutex mutex;

	private final LifeSign lifeSign;

	/**
	 * Creates a lock. Does not access any file yet.
	 * @param folder the folder of the lock's files, created on demand; must be a
	 * directory, not a symbolic link, and on POSIX file systems, must have the
	 * permissions {@code rwx------} and be owned by the user of this process
	 * @param name the lock's name
	 */
	public LocalLock(Path folder, String name) {
		String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8);
		this.folder = new PrivateFolder(folder);
		this.path = folder;
		this.name = name;
		this.recordFile = folder.resolve(encoded + LocalRecord.SUFFIX);
		this.newFile = folder.resolve(encoded + ".record.new");
		this.versions = new VersionFile(folder.resolve(encoded + ".version"));
		this.mutex = new FileMutex(folder.resolve(encoded + ".mutex"));
		this.lifeSign = new LifeSign(folder);
	}

	/**
	 * Returns the folder that the processes of this user share by default.
	 * @return a folder in the directory for temporary files
	 */
	public static Path defaultFolder() {
		String user = URLEncoder.encode(System.getProperty("user.name", "unknown"), StandardCharsets.UTF_8);
		return Path.of(System.getProperty("java.io.tmpdir"), "leader-" + user);
	}

	@Override
	public LockSnapshot read(Duration timeout) {
		try {
			return readNow().snapshot();
		}
		catch (IOException ex) {
			throw failed("read", ex);
		}
	}

	/**
	 * Reads the lock. The mutex is not required, because the record is replaced
	 * atomically.
	 */
	private Reading readNow() throws IOException {
		byte[] bytes;
		try {
			if (!this.folder.isUsable()) {
				return new Reading(LockSnapshot.absent(), "");
			}
			bytes = PrivateFolder.read(this.recordFile, LocalRecord.LONGEST + 1);
		}
		catch (NoSuchFileException ex) {
			return new Reading(LockSnapshot.absent(), "");
		}
		LocalRecord local = (bytes.length <= LocalRecord.LONGEST)
				? LocalRecord.parse(new String(bytes, StandardCharsets.UTF_8)) : null;
		if (local == null) {
			long version = versionOfUnreadable();
			return new Reading(LockSnapshot.unreadable(version,
					"the record in %s cannot be parsed; the lock counts as held until its record has been unchanged for the lease duration"
						.formatted(this.recordFile),
					version), "");
		}
		LockSnapshot snapshot = LockSnapshot.of(local.version(), local.record(), local.version());
		boolean gone = !local.record().isFree() && this.lifeSign.isGone(local.lifeSign());
		return new Reading(gone ? snapshot.withHolderGone() : snapshot, local.lifeSign());
	}

	/**
	 * Returns the version of an unreadable record: the modification time of its file plus
	 * a clock tick, since this time can lag behind the clock by up to a tick. Therefore,
	 * the version is larger than that of any earlier write, unless somebody has changed
	 * the file time or set the clock back. A file time that cannot be a version counts as
	 * zero.
	 */
	private long versionOfUnreadable() throws IOException {
		long modified = Files.getLastModifiedTime(this.recordFile, LinkOption.NOFOLLOW_LINKS).to(TimeUnit.MICROSECONDS);
		return VersionFile.isPossible(modified) ? modified + CLOCK_TICK : CLOCK_TICK;
	}

	@Override
	public LockSnapshot create(LockRecord record, Duration timeout) {
		return exchange(record, timeout, (present) -> {
			if (present >= 0) {
				throw new LockException(Kind.CONFLICT, this + " already exists.", null);
			}
			return 0;
		});
	}

	@Override
	public LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout) {
		return exchange(record, timeout, (present) -> {
			if (present != expected.version()) {
				throw new LockException(Kind.CONFLICT, this + " has changed.", null);
			}
			return present;
		});
	}

	private LockSnapshot exchange(LockRecord record, Duration timeout, LongUnaryOperator check) {
		try {
			this.folder.require();
			return this.mutex.call(timeout, () -> {
				LockSnapshot present = readNow().snapshot();
				long before = check.applyAsLong(present.isAbsent() ? -1 : present.version());
				long version = this.versions.next(before);
				write(new LocalRecord(version, record, record.isFree() ? "" : this.lifeSign.give()));
				this.lifeSign.deleteStaleFiles();
				return LockSnapshot.of(version, record, version);
			});
		}
		catch (IOException ex) {
			throw failed("written", ex);
		}
	}

	private void write(LocalRecord local) throws IOException {
		PrivateFolder.write(this.newFile, local.text());
		Files.move(this.newFile, this.recordFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
	}

	@Override
	public LockWatch watch(LockSnapshot from, LockWatcher watcher, Duration timeout) {
		try {
			this.folder.require();
		}
		catch (IOException ex) {
			throw failed("watched", ex);
		}
		Path parent = this.path.toAbsolutePath().normalize();
		Path file = parent.resolve(this.recordFile.getFileName());
		return FolderWatch.open(parent,
				(folder) -> new LocalWatch(file, this::readNow, this.versions, from, watcher, folder));
	}

	private LockException failed(String done, IOException cause) {
		return new LockException(Kind.FAILED,
				"The lock file %s could not be %s (%s).".formatted(this.recordFile, done, cause), cause);
	}

	/**
	 * Ends this process's {@linkplain LifeSign sign of life}, unless another lock in the
	 * same folder still needs it. If this process still holds the lock, other processes
	 * wait for the lease to expire. Waits up to a second for a write in progress to close
	 * its file, since a watch can report the last release before the call that wrote it
	 * has returned.
	 */
	@Override
	public void close() {
		this.mutex.awaitIdle(CLOSE_TIMEOUT);
		this.lifeSign.close();
	}

	@Override
	public boolean verifiesHolder() {
		return true;
	}

	@Override
	public boolean isHeldForLife() {
		return false;
	}

	@Override
	public Duration timeResolution() {
		return Duration.ofNanos(1);
	}

	@Override
	public LockCoordinates coordinates() {
		return new LockCoordinates(TYPE, this.name, null);
	}

	@Override
	public String toString() {
		return "local lock '" + this.name + "' in " + this.path;
	}

}
