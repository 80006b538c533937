package io.leader.lifecycle;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

import io.leader.election.ElectionEngine;

/**
 * Opens this process's candidacy when the application is ready, and closes it when the
 * application stops: a stop revokes, drains and releases. A context that is paused or
 * stopped and started again stands again.
 */
public final class LeaderElectionLifecycle implements SmartLifecycle, ApplicationListener<ApplicationReadyEvent> {

	/**
	 * Below the phase of task schedulers and executors ({@code Integer.MAX_VALUE / 2}),
	 * which therefore stop before: jobs finish while this process still leads.
	 */
	public static final int PHASE = Integer.MAX_VALUE / 2 - 1024;

	private static final Logger logger = LoggerFactory.getLogger(LeaderElectionLifecycle.class);

	private final ElectionEngine engine;

	private final ApplicationContext context;

	private final Supplier<Duration> shutdownTimeout;

	private boolean ready;

	private boolean running;

	/**
	 * Creates the life cycle of an engine.
	 * @param engine the engine
	 * @param context the context whose readiness opens the candidacy
	 * @param shutdownTimeout how long the engine takes to stop at most, asked when it
	 * stops
	 */
	public LeaderElectionLifecycle(ElectionEngine engine, ApplicationContext context,
			Supplier<Duration> shutdownTimeout) {
		this.engine = engine;
		this.context = context;
		this.shutdownTimeout = shutdownTimeout;
	}

	@Override
	public synchronized void start() {
		this.running = true;
		if (this.ready) {
			this.engine.start();
		}
	}

	@Override
	public synchronized void onApplicationEvent(ApplicationReadyEvent event) {
		if (event.getApplicationContext() != this.context) {
			return;
		}
		this.ready = true;
		if (this.running) {
			this.engine.start();
		}
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored")
	public void stop(Runnable callback) {
		synchronized (this) {
			this.running = false;
		}
		Duration longestStop = longestStop();
		this.engine.stop().orTimeout(longestStop.toMillis(), TimeUnit.MILLISECONDS).whenComplete((done, failure) -> {
			if (failure != null) {
				logger.warn("The elections did not stop within {}: what they hold is left to expire", longestStop);
			}
			callback.run();
		});
	}

	@Override
	public void stop() {
		synchronized (this) {
			this.running = false;
		}
		Duration longestStop = longestStop();
		try {
			this.engine.stop().get(longestStop.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.warn("The elections did not stop within {}: what they hold is left to expire", longestStop);
		}
	}

	private Duration longestStop() {
		return this.shutdownTimeout.get().plusSeconds(1);
	}

	@Override
	public synchronized boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
