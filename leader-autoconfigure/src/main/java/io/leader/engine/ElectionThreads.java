package io.leader.engine;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one engine in production. They are daemon threads whose names start with
 * {@code leader-}. One makes the decisions, one watches the clocks, a few make the calls
 * to the locks, one writes the log, and one or more, as needed, run listeners. The
 * threads that a revocation needs are created in advance, in case no thread can be
 * created later.
 */
public final class ElectionThreads implements AutoCloseable {

	private static final int LOG_BACKLOG = 1000;

	private final ScheduledThreadPoolExecutor engine;

	private final CallThreads io;

	private final ThreadPoolExecutor listeners;

	private final ThreadPoolExecutor log;

	private final ClockWatchThread clockWatch;

	/**
	 * Creates the threads.
	 */
	public ElectionThreads() {
		this.engine = new ScheduledThreadPoolExecutor(1, named("leader-engine"));
		this.engine.setRemoveOnCancelPolicy(true);
		this.engine.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		this.engine.prestartAllCoreThreads();
		this.io = new CallThreads(named("leader-io"), System::nanoTime, this.engine);
		this.listeners = new ThreadPoolExecutor(1, Integer.MAX_VALUE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(),
				named("leader-events"));
		this.listeners.prestartAllCoreThreads();
		this.log = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(LOG_BACKLOG),
				named("leader-log"), new ThreadPoolExecutor.DiscardPolicy());
		this.log.prestartAllCoreThreads();
		this.clockWatch = new ClockWatchThread(named("leader-clock"));
	}

	private static ThreadFactory named(String name) {
		AtomicInteger number = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		};
	}

	/**
	 * Creates a runtime on these threads.
	 * @param clock the clocks
	 * @return the runtime
	 */
	public ElectionRuntime runtime(ElectionClock clock) {
		return new ElectionRuntime(clock, this.engine, this.io, this.listeners, this.log,
				() -> new SplittableRandom(new SecureRandom().nextLong()), this.clockWatch);
	}

	/**
	 * Ends the threads without waiting for them. Interrupts calls to locks, but not
	 * listeners.
	 */
	@Override
	public void close() {
		this.engine.shutdownNow();
		this.io.close();
		this.clockWatch.close();
		this.listeners.shutdown();
		this.log.shutdown();
	}

}
