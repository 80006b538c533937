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
 * One daemon thread for work beside the elections. It exists as soon as its executor is
 * asked for, so that none has to be created when there is work: a request for it fails
 * when no thread can be created, and may be repeated. Safe for use by several threads,
 * which do not wait for each other.
 */
public final class SideThread {

	private final String prefix;

	private final Duration patience;

	private final boolean finishesDelayedWork;

	private volatile @Nullable ScheduledThreadPoolExecutor executor;

	/**
	 * Creates a thread to be.
	 * @param prefix what its name starts with
	 * @param patience how long its end waits for work that has begun
	 * @param finishesDelayedWork whether that is so for work that is to begin later, too
	 */
	public SideThread(String prefix, Duration patience, boolean finishesDelayedWork) {
		this.prefix = prefix;
		this.patience = patience;
		this.finishesDelayedWork = finishesDelayedWork;
	}

	/**
	 * The thread's executor.
	 * @return the executor, whose thread exists
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
	 * Lets what has begun finish.
	 */
	public void finish() {
		ScheduledThreadPoolExecutor current = this.executor;
		if (current == null) {
			return;
		}
		try {
			current.submit(() -> {
			}).get(this.patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException | RejectedExecutionException ex) {
			// It does not finish in time, or has ended.
		}
	}

	/**
	 * Lets what has begun finish, and ends the thread.
	 * @throws InterruptedException if the waiting thread is interrupted
	 */
	public void end() throws InterruptedException {
		ScheduledThreadPoolExecutor current = this.executor;
		if (current != null) {
			current.shutdown();
			if (!current.awaitTermination(this.patience.toMillis(), TimeUnit.MILLISECONDS)) {
				current.shutdownNow();
			}
		}
	}

}
