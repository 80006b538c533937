package io.leader.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clock watch for production. Its only thread is created in advance, so that none has
 * to be created when a term begins, and sleeps while there are no checks.
 */
final class ClockWatchThread implements ClockWatch, AutoCloseable {

	/**
	 * The pause between checks. Shorter than the 250 ms of rule 11, to leave time for the
	 * checks.
	 */
	private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(200);

	private static final Logger logger = LoggerFactory.getLogger(ClockWatchThread.class);

	private final Set<Check> checks = ConcurrentHashMap.newKeySet();

	private final Thread thread;

	private volatile boolean closed;

	ClockWatchThread(ThreadFactory threads) {
		this.thread = threads.newThread(this::run);
		this.thread.start();
		// Loads the classes that a check needs before the first term begins.
		watch(() -> {
		}).close();
	}

	@Override
	public Registration watch(Runnable check) {
		Check registered = new Check(check);
		this.checks.add(registered);
		LockSupport.unpark(this.thread);
		return registered;
	}

	private void run() {
		while (!this.closed) {
			if (this.checks.isEmpty()) {
				LockSupport.park(this);
			}
			else {
				LockSupport.parkNanos(this, PERIOD);
			}
			// Clears a pending interrupt, which would otherwise end every sleep
			// immediately.
			Thread.interrupted();
			this.checks.forEach(Check::run);
		}
	}

	@Override
	public void close() {
		this.closed = true;
		LockSupport.unpark(this.thread);
	}

	private final class Check implements Registration {

		private final Runnable action;

		Check(Runnable action) {
			this.action = action;
		}

		void run() {
			try {
				this.action.run();
			}
			catch (Throwable ex) {
				try {
					logger.debug("A check of the clocks failed and will be repeated", ex);
				}
				catch (Throwable ignored) {
					// A failure to log must not prevent the next check.
				}
			}
		}

		@Override
		public void close() {
			ClockWatchThread.this.checks.remove(this);
		}

	}

}
