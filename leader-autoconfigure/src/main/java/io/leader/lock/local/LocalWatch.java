package io.leader.lock.local;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockSnapshot;
import io.leader.lock.LockWatch;
import io.leader.lock.LockWatcher;

/**
 * Looks at the file every {@value #PERIOD_MILLIS} ms: no system tells of the end of
 * another process's file lock.
 */
final class LocalWatch implements LockWatch, Runnable {

	static final long PERIOD_MILLIS = 20;

	private static final long PERIOD = Duration.ofMillis(PERIOD_MILLIS).toNanos();

	private final Supplier<LockSnapshot> lock;

	private final VersionFile versions;

	private final LockWatcher watcher;

	private final Thread thread;

	private LockSnapshot last;

	private volatile boolean closed;

	LocalWatch(String name, Supplier<LockSnapshot> lock, VersionFile versions, LockSnapshot from, LockWatcher watcher) {
		this.versions = versions;
		this.lock = lock;
		this.last = from;
		this.watcher = watcher;
		this.thread = new Thread(this, "leader-watch-" + name);
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	@Override
	public void run() {
		try {
			while (!this.closed) {
				look(this.lock.get());
				LockSupport.parkNanos(PERIOD);
			}
		}
		catch (RuntimeException | Error ex) {
			if (!this.closed) {
				this.watcher.closed(new LockException(Kind.FAILED, "The lock file can no longer be read.", ex));
			}
		}
	}

	private void look(LockSnapshot found) {
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
		LockSupport.unpark(this.thread);
	}

}
