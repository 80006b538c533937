package io.leader.statusfile;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * Waits for a latch or a lock, for a limited time.
 */
final class BoundedWait {

	private BoundedWait() {
	}

	/**
	 * Waits until the latch opens or the deadline, a value of {@link System#nanoTime()},
	 * has passed. An interrupt does not end the wait, since the authority should not end
	 * before the file is removed.
	 */
	static void await(CountDownLatch done, long deadline) {
		boolean interrupted = false;
		boolean over = false;
		while (!over) {
			try {
				over = done.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS) || System.nanoTime() >= deadline;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Runs a task while holding a lock, or not at all if the lock cannot be acquired
	 * within the given time or the thread is interrupted while it waits for the lock.
	 */
	static void runLocked(Lock lock, long millis, Runnable task) {
		boolean interrupted = Thread.interrupted();
		try {
			if (lock.tryLock(millis, TimeUnit.MILLISECONDS)) {
				try {
					task.run();
				}
				finally {
					lock.unlock();
				}
			}
		}
		catch (InterruptedException ex) {
			interrupted = true;
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
