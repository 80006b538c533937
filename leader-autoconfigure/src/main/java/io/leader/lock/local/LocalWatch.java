package io.leader.lock.local;

import java.io.IOException;
import java.nio.file.Path;

import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockSnapshot;
import io.leader.lock.LockWatch;
import io.leader.lock.LockWatcher;

/**
 * A watch on one lock. Reads the lock's file whenever the {@link FolderWatch} requests
 * it.
 */
final class LocalWatch implements LockWatch {

	/**
	 * Reads the lock.
	 */
	interface Reader {

		Reading read() throws IOException;

	}

	/**
	 * The result of a read.
	 *
	 * @param snapshot the lock
	 * @param lifeSign the name of the file that the holder keeps locked while it is
	 * alive; empty if the lock is free, absent, or unreadable
	 */
	record Reading(LockSnapshot snapshot, String lifeSign) {
	}

	private final Path file;

	private final Reader lock;

	private final VersionFile versions;

	private final LockWatcher watcher;

	private final FolderWatch folder;

	private LockSnapshot last;

	private volatile String lifeSign = "";

	private volatile boolean closed;

	LocalWatch(Path file, Reader lock, VersionFile versions, LockSnapshot from, LockWatcher watcher,
			FolderWatch folder) {
		this.file = file;
		this.lock = lock;
		this.versions = versions;
		this.last = from;
		this.watcher = watcher;
		this.folder = folder;
	}

	Path file() {
		return this.file;
	}

	/**
	 * Returns the name of the sign of life of the last observed holder; empty if there
	 * was no readable record with a holder, or if the holder is known to be gone.
	 */
	String lifeSign() {
		return this.lifeSign;
	}

	/**
	 * Reads the file, and notifies the watcher if the lock or the status of its holder
	 * (gone or not) has changed. If the file cannot be read, the watch ends. Called by
	 * several threads.
	 */
	synchronized void check() {
		if (this.closed) {
			return;
		}
		try {
			Reading found = this.lock.read();
			this.lifeSign = found.snapshot().isHolderGone() ? "" : found.lifeSign();
			compare(found.snapshot());
		}
		catch (IOException | RuntimeException | Error ex) {
			close();
			this.watcher.closed(new LockException(Kind.FAILED, "The lock file can no longer be read.", ex));
		}
	}

	private void compare(LockSnapshot found) {
		if (found.isAbsent() && !this.last.isAbsent()) {
			this.last = LockSnapshot.absent(this.versions.ofDeletionAfter(this.last.version()));
			this.watcher.changed(this.last);
		}
		else if (!found.isAbsent()
				&& (found.version() != this.last.version() || found.isHolderGone() != this.last.isHolderGone())) {
			this.last = found;
			this.watcher.changed(found);
		}
	}

	@Override
	public void close() {
		this.closed = true;
		this.folder.remove(this);
	}

}
