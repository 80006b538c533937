package io.leader.health;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Runs all health watches of an application once a second, on dedicated daemon threads
 * whose names start with {@code leader-health}. Thread-safe.
 */
public final class HealthWatches implements AutoCloseable {

	/**
	 * How often each watch runs.
	 */
	public static final Duration PERIOD = Duration.ofSeconds(1);

	private static final Logger logger = LoggerFactory.getLogger(HealthWatches.class);

	private final List<HealthWatch> watches = new CopyOnWriteArrayList<>();

	private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, threads("leader-health-"));

	private final ExecutorService checks = Executors.newCachedThreadPool(threads("leader-health-check-"));

	private boolean started;

	private static ThreadFactory threads(String prefix) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(prefix);
		threads.setDaemon(true);
		return threads;
	}

	/**
	 * Returns the executor of the checks.
	 * @return an executor that starts threads as needed
	 */
	public Executor checks() {
		return this.checks;
	}

	/**
	 * Adds a watch. The thread that runs the watches is created in advance, so that no
	 * thread has to be created when the application becomes ready.
	 * @param watch the watch
	 */
	public void add(HealthWatch watch) {
		this.scheduler.prestartCoreThread();
		this.watches.add(watch);
	}

	/**
	 * Removes a watch.
	 * @param watch the watch
	 */
	public void remove(HealthWatch watch) {
		this.watches.remove(watch);
	}

	/**
	 * Starts running the watches. They run for the first time after one period. Has no
	 * effect if they are already running.
	 */
	@SuppressWarnings("FutureReturnValueIgnored")
	public synchronized void start() {
		if (!this.started) {
			this.scheduler.scheduleWithFixedDelay(() -> this.watches.forEach(HealthWatches::check), PERIOD.toNanos(),
					PERIOD.toNanos(), TimeUnit.NANOSECONDS);
			this.started = true;
		}
	}

	private static void check(HealthWatch watch) {
		try {
			watch.check();
		}
		catch (Throwable ex) {
			try {
				logger.debug("A health watch failed and will be retried", ex);
			}
			catch (Throwable ignored) {
				// A logging failure must not prevent the next check.
			}
		}
	}

	/**
	 * Ends the threads, and interrupts checks in progress.
	 */
	@Override
	public void close() {
		this.scheduler.shutdownNow();
		this.checks.shutdownNow();
	}

}
