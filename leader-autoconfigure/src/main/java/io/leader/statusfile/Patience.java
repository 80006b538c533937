package io.leader.statusfile;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits for a bounded time.
 */
final class Patience {

	private Patience() {
	}

	/**
	 * Waits, also on a thread that is interrupted: that is no reason to end the authority
	 * before the file.
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

}
