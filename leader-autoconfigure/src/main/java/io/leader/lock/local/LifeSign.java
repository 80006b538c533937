package io.leader.lock.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The signs of life in a folder: files that processes keep locked while they are alive.
 * The operating system releases the lock on a file when its process ends for any reason,
 * so if the file is not locked, the process is gone. A missing file proves nothing.
 */
final class LifeSign implements AutoCloseable {

	private final Path folder;

	private @Nullable ProcessSign given;

	LifeSign(Path folder) {
		this.folder = folder.toAbsolutePath().normalize();
	}

	/**
	 * Creates the sign of life of this process if it does not exist yet, and marks its
	 * file as in use.
	 * @return the name of the file
	 */
	synchronized String give() throws IOException {
		ProcessSign sign = this.given;
		if (sign == null) {
			sign = ProcessSign.use(this.folder);
			this.given = sign;
		}
		sign.touch();
		return sign.name();
	}

	/**
	 * Deletes the files of processes that have ended. Does so only once for each
	 * {@link ProcessSign}. Files that a record refers to are still needed and are kept.
	 */
	synchronized void deleteStaleFiles() throws IOException {
		if (this.given == null || !this.given.claimCleanUp()) {
			return;
		}
		Set<Path> dead = new HashSet<>();
		try (DirectoryStream<Path> others = Files.newDirectoryStream(this.folder, "*" + ProcessSign.SUFFIX)) {
			for (Path other : others) {
				if (isGone(other.getFileName().toString())) {
					dead.add(other);
				}
			}
		}
		if (!dead.isEmpty()) {
			dead.removeAll(named());
		}
		for (Path file : dead) {
			Files.deleteIfExists(file);
			Files.deleteIfExists(ProcessSign.socket(file));
		}
	}

	private Set<Path> named() throws IOException {
		Set<Path> named = new HashSet<>();
		try (DirectoryStream<Path> records = Files.newDirectoryStream(this.folder, "*" + LocalRecord.SUFFIX)) {
			for (Path file : records) {
				byte[] text = PrivateFolder.read(file, LocalRecord.LONGEST);
				LocalRecord record = LocalRecord.parse(new String(text, StandardCharsets.UTF_8));
				Path sign = (record != null) ? file(record.lifeSign()) : null;
				if (sign != null) {
					named.add(sign);
				}
			}
		}
		return named;
	}

	/**
	 * Returns whether the process with this sign of life has verifiably ended.
	 */
	boolean isGone(String name) {
		Path other = file(name);
		if (other == null || isOfThisProcess(other)) {
			return false;
		}
		try (FileChannel probe = FileChannel.open(other, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
			// A shared lock is used, so that processes that check at the same time do not
			// mistake each other for the owner.
			try (FileLock lock = probe.tryLock(0, Long.MAX_VALUE, true)) {
				return lock != null;
			}
		}
		catch (NoSuchFileException | OverlappingFileLockException ex) {
			return false;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Returns the file that a record refers to, or {@code null} if its name cannot be
	 * that of a sign of life.
	 */
	@Nullable Path file(String name) {
		try {
			Path file = this.folder.resolve(name).normalize();
			return (name.endsWith(ProcessSign.SUFFIX) && this.folder.equals(file.getParent())) ? file : null;
		}
		catch (InvalidPathException ex) {
			return null;
		}
	}

	/**
	 * Returns whether a file is a sign of life of this process, possibly from another
	 * copy of this class. This includes the file of an earlier process with the same
	 * process id, since the two cannot be distinguished.
	 */
	static boolean isOfThisProcess(Path file) {
		String name = file.getFileName().toString();
		int start = name.lastIndexOf('.', name.length() - ProcessSign.SUFFIX.length() - 1);
		return ProcessSign.isOwn(file)
				|| (start > 0 && name.substring(0, start).endsWith("." + ProcessHandle.current().pid()));
	}

	@Override
	public synchronized void close() {
		if (this.given != null) {
			this.given.release();
			this.given = null;
		}
	}

}
