package io.leader.election;

import java.util.SplittableRandom;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one engine in production: daemons whose names start with
 * {@code leader-}. One decides, a few call the locks, one writes the log, and listeners
 * get a thread while there is news for them.
 */
public final class ElectionThreads implements AutoCloseable {

	private static final int IO_THREADS = 16;

	private static final int LOG_BACKLOG = 1000;

	private final ScheduledThreadPoolExecutor engine;

	private final ThreadPoolExecutor io;

	private final ThreadPoolExecutor listeners;

	private final ThreadPoolExecutor log;

	/**
	 * Creates the pools. Threads start with the first task.
	 */
	public ElectionThreads() {
		this.engine = new ScheduledThreadPoolExecutor(1, named("leader-engine"));
		this.engine.setRemoveOnCancelPolicy(true);
		this.engine.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		this.io = pool(IO_THREADS, new LinkedBlockingQueue<>(), "leader-io");
		this.listeners = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(),
				named("leader-events"));
		this.log = pool(1, new LinkedBlockingQueue<>(LOG_BACKLOG), "leader-log");
		this.log.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
	}

	private static ThreadPoolExecutor pool(int threads, LinkedBlockingQueue<Runnable> queue, String name) {
		ThreadPoolExecutor pool = new ThreadPoolExecutor(threads, threads, 30, TimeUnit.SECONDS, queue, named(name));
		pool.allowCoreThreadTimeOut(true);
		return pool;
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
	 * A runtime on these threads.
	 * @param clock the clocks
	 * @return the runtime
	 */
	public ElectionRuntime runtime(ElectionClock clock) {
		return new ElectionRuntime(clock, this.engine, this.io, this.listeners, this.log, new SplittableRandom());
	}

	/**
	 * Ends the threads without waiting. Calls under way are interrupted.
	 */
	@Override
	public void close() {
		this.engine.shutdownNow();
		this.io.shutdownNow();
		this.listeners.shutdown();
		this.log.shutdown();
	}

}
