package io.leader.autoconfigure.thread;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * A daemon thread for work outside the elections. The thread is created together with its
 * executor rather than when there is work. If the thread cannot be created, requesting
 * the executor fails and can be retried. Thread-safe.
 */
public final class BackgroundThread {

	private final String prefix;

	private final Duration timeout;

	private final boolean finishesDelayedWork;

	private volatile @Nullable ScheduledThreadPoolExecutor executor;

	/**
	 * Creates an instance whose thread does not exist yet.
	 * @param prefix the prefix of the thread's name
	 * @param timeout the longest time to wait for work to finish
	 * @param finishesDelayedWork whether {@link #end()} waits for delayed work, too,
	 * instead of discarding it
	 */
	public BackgroundThread(String prefix, Duration timeout, boolean finishesDelayedWork) {
		this.prefix = prefix;
		this.timeout = timeout;
		this.finishesDelayedWork = finishesDelayedWork;
	}

	/**
	 * Returns the thread's executor.
	 * @return the executor, whose thread already exists
	 */
	public synchronized ScheduledExecutorService executor() {
		ScheduledThreadPoolExecutor current = this.executor;
		if (current == null) {
			CustomizableThreadFactory threads = new CustomizableThreadFactory(this.prefix);
			threads.setDaemon(true);
			current = new ScheduledThreadPoolExecutor(1, threads);
			current.setExecuteExistingDelayedTasksAfterShutdownPolicy(this.finishesDelayedWork);
			try {
				current.prestartCoreThread();
			}
			catch (Throwable ex) {
				current.shutdownNow();
				throw ex;
			}
			this.executor = current;
		}
		return current;
	}

	/**
	 * Waits until the work that has been submitted so far, except delayed work, has
	 * finished, but no longer than the timeout. If the waiting thread is interrupted,
	 * stops waiting and restores the interrupt status.
	 */
	public void finish() {
		ScheduledThreadPoolExecutor current = this.executor;
		if (current == null) {
			return;
		}
		try {
			current.submit(() -> {
			}).get(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException | RejectedExecutionException ex) {
			// The work did not finish in time, or the thread has ended.
		}
	}

	/**
	 * Waits for the submitted work to finish, including delayed work if so configured,
	 * and ends the thread. After the timeout, or if the waiting thread is interrupted,
	 * interrupts the work in progress and discards the rest.
	 * @throws InterruptedException if the waiting thread is interrupted
	 */
	public void end() throws InterruptedException {
		ScheduledThreadPoolExecutor current = this.executor;
		if (current != null) {
			current.shutdown();
			try {
				current.awaitTermination(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
			}
			finally {
				current.shutdownNow();
			}
		}
	}

}
