package io.leader.health;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Looks at all health watches of an application once a second, on threads of their own:
 * daemons whose names start with {@code leader-health}. Safe for use by several threads.
 */
public final class HealthWatches implements AutoCloseable {

	/**
	 * How often each watch looks.
	 */
	public static final Duration PERIOD = Duration.ofSeconds(1);

	private final List<HealthWatch> watches = new CopyOnWriteArrayList<>();

	private final ScheduledExecutorService scheduler = Executors
		.newSingleThreadScheduledExecutor(threads("leader-health-"));

	private final ExecutorService checks = Executors.newCachedThreadPool(threads("leader-health-check-"));

	private static ThreadFactory threads(String prefix) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(prefix);
		threads.setDaemon(true);
		return threads;
	}

	/**
	 * Where checks run.
	 * @return an executor that starts threads as needed
	 */
	public Executor checks() {
		return this.checks;
	}

	/**
	 * Adds a watch.
	 * @param watch the watch
	 */
	public void add(HealthWatch watch) {
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
	 * Begins to look, after one period.
	 */
	@SuppressWarnings("FutureReturnValueIgnored")
	public void start() {
		this.scheduler.scheduleWithFixedDelay(() -> this.watches.forEach(HealthWatch::look), PERIOD.toNanos(),
				PERIOD.toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * Ends the threads.
	 */
	@Override
	public void close() {
		this.scheduler.shutdownNow();
		this.checks.shutdownNow();
	}

}
