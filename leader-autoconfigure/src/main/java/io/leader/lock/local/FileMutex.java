package io.leader.lock.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Runs short actions one at a time across all threads and processes on this machine that
 * use the same file. Combines a file lock, which excludes other processes, with a Java
 * lock, which excludes other threads of this process, since all threads of a process
 * share its file locks.
 */
final class FileMutex {

	interface Body<T> {

		T call() throws IOException;

	}

	private static final Map<Path, ReentrantLock> IN_THIS_PROCESS = new ConcurrentHashMap<>();

	private static final long PAUSE = Duration.ofMillis(1).toNanos();

	private final Path file;

	private final ReentrantLock threads;

	FileMutex(Path file) {
		this.file = file.toAbsolutePath().normalize();
		this.threads = IN_THIS_PROCESS.computeIfAbsent(this.file, (path) -> new ReentrantLock());
	}

	<T> T call(Duration timeout, Body<T> body) throws IOException {
		long deadline = System.nanoTime() + timeout.toNanos();
		enter(timeout);
		try (FileChannel channel = FileChannel.open(this.file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
				LinkOption.NOFOLLOW_LINKS); FileLock lock = lock(channel, deadline)) {
			if (!lock.isValid()) {
				throw busy();
			}
			touch(channel);
			return body.call();
		}
		finally {
			this.threads.unlock();
		}
	}

	private void enter(Duration timeout) throws IOException {
		try {
			if (!this.threads.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
				throw busy();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw interrupted();
		}
	}

	/**
	 * Waits until no other thread of this process is running an action or closing the
	 * file afterward. Returns early if the timeout elapses or this thread is interrupted.
	 */
	void awaitIdle(Duration timeout) {
		try {
			if (this.threads.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
				this.threads.unlock();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private FileLock lock(FileChannel channel, long deadline) throws IOException {
		FileLock lock;
		while ((lock = tryLock(channel)) == null) {
			if (Thread.currentThread().isInterrupted()) {
				throw interrupted();
			}
			if (System.nanoTime() - deadline > 0) {
				throw busy();
			}
			LockSupport.parkNanos(PAUSE);
		}
		return lock;
	}

	private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
		try {
			return channel.tryLock();
		}
		catch (OverlappingFileLockException ex) {
			// Another copy of this class in this process has locked the file.
			return null;
		}
	}

	/**
	 * Marks a file as in use, so that programs that clean up temporary files do not
	 * delete it. Uses the channel that is already open.
	 */
	static void touch(FileChannel channel) throws IOException {
		channel.write(ByteBuffer.allocate(1), 0);
	}

	private IOException busy() {
		return new IOException(this.file + " is in use by another process or thread");
	}

	private IOException interrupted() {
		return new IOException("the thread was interrupted while it waited for " + this.file);
	}

}
