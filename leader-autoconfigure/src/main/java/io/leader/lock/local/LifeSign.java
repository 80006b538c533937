package io.leader.lock.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * A file that a process keeps locked while it lives. The operating system drops the lock
 * when the process ends, however it ends: who finds the file unlocked knows that its
 * owner is gone. A file that is not there proves nothing.
 */
final class LifeSign implements AutoCloseable {

	/**
	 * The files that this process keeps locked. They must not be opened again: on POSIX
	 * systems, closing any channel of a file drops all locks that the process has on it.
	 */
	private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

	private static final String SUFFIX = ".alive";

	private final Path folder;

	private final String prefix;

	private @Nullable Path file;

	private @Nullable FileChannel channel;

	LifeSign(Path folder, String prefix) {
		this.folder = folder.toAbsolutePath().normalize();
		this.prefix = prefix;
	}

	/**
	 * Starts to give a sign of life if that has not happened yet.
	 * @return the name of the file
	 */
	synchronized String give() throws IOException {
		Path own = this.file;
		if (own == null) {
			own = this.folder
				.resolve("%s.%d.%s%s".formatted(this.prefix, ProcessHandle.current().pid(), UUID.randomUUID(), SUFFIX));
			deleteThoseOfTheDead();
			OWN.add(own);
			FileChannel opened = FileChannel.open(own, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
					StandardOpenOption.WRITE);
			FileLock lock = opened.tryLock();
			if (lock == null) {
				opened.close();
				throw new IOException("the new file " + own + " is locked by another process");
			}
			this.channel = opened;
			this.file = own;
		}
		else if (this.channel != null) {
			FileMutex.touch(this.channel);
		}
		return own.getFileName().toString();
	}

	private void deleteThoseOfTheDead() throws IOException {
		try (DirectoryStream<Path> others = Files.newDirectoryStream(this.folder, this.prefix + ".*" + SUFFIX)) {
			for (Path other : others) {
				if (isGone(other.getFileName().toString())) {
					Files.deleteIfExists(other);
				}
			}
		}
	}

	/**
	 * Whether the process that gave a sign of life has verifiably ended.
	 */
	boolean isGone(String name) {
		Path other;
		try {
			other = this.folder.resolve(name).normalize();
		}
		catch (InvalidPathException ex) {
			return false;
		}
		if (!name.endsWith(SUFFIX) || !this.folder.equals(other.getParent()) || OWN.contains(other)
				|| name.matches(".*\\." + ProcessHandle.current().pid() + "\\.[^.]+\\" + SUFFIX)) {
			return false;
		}
		try (FileChannel probe = FileChannel.open(other, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
			// Shared, so that several who look do not take each other for the owner.
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

	@Override
	public synchronized void close() {
		Path own = this.file;
		FileChannel open = this.channel;
		this.file = null;
		this.channel = null;
		if (own == null || open == null) {
			return;
		}
		try {
			Files.deleteIfExists(own);
			open.close();
			OWN.remove(own);
		}
		catch (IOException ex) {
			// The lock ends with the process at the latest; the file is empty and among
			// the temporary ones.
		}
	}

}
