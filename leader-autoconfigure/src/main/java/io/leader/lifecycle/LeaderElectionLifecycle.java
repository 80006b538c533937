package io.leader.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NativeDetector;

import io.leader.engine.ElectionEngine;
import io.leader.engine.Rehearsal;

/**
 * Starts this process's candidacy when the application is ready, and ends it when the
 * application stops: leadership is revoked, guarded calls are drained, and the lock is
 * released. When a context that was paused or stopped is restarted, the process campaigns
 * again. With a {@link StartupGate}, candidacy in the gate's election starts earlier, and
 * runners, message listeners, schedulers, and web servers (other than a separate
 * management server) do not start before this process leads that election.
 *
 * @since 0.1.0
 */
public final class LeaderElectionLifecycle implements SmartLifecycle, ApplicationListener<ApplicationReadyEvent> {

	/**
	 * The phase of this lifecycle, unless it has a {@link StartupGate}. The phase of task
	 * schedulers and executors is higher ({@code Integer.MAX_VALUE / 2}), so they stop
	 * earlier, and jobs can finish while this process still leads.
	 */
	public static final int PHASE = Integer.MAX_VALUE / 2 - 1024;

	/** How long an application may take to become ready before the delay is logged. */
	private static final Duration LATE_READINESS_DELAY = Duration.ofSeconds(5);

	/**
	 * The limit on the time to wait for a stop: longer than any stop takes, but short
	 * enough to be expressed in milliseconds.
	 */
	private static final Duration LONGEST_STOP = Duration.ofDays(10000);

	private static final Logger logger = LoggerFactory.getLogger(LeaderElectionLifecycle.class);

	private final ElectionEngine engine;

	private final ApplicationContext context;

	private final Supplier<Duration> shutdownTimeout;

	private final @Nullable StartupGate gate;

	private final Runnable afterStop;

	private final LateReadiness lateReadiness;

	/**
	 * Completes when this bean is about to stop, after everything with a higher phase has
	 * stopped or exceeded its shutdown timeout.
	 */
	private volatile CompletableFuture<Void> stop = new CompletableFuture<>();

	private boolean ready;

	private volatile boolean running;

	/**
	 * Creates the lifecycle of an engine.
	 * @param engine the engine
	 * @param context the context whose readiness starts the candidacy
	 * @param shutdownTimeout supplies the longest time that the engine takes to stop;
	 * called when it stops
	 * @param gate keeps the application from starting before it leads; {@code null} if it
	 * starts immediately
	 * @param afterStop closes the resources that the stopped engine left open
	 */
	public LeaderElectionLifecycle(ElectionEngine engine, ApplicationContext context,
			Supplier<Duration> shutdownTimeout, @Nullable StartupGate gate, Runnable afterStop) {
		this(engine, context, shutdownTimeout, gate, afterStop, new LateReadiness(context, LATE_READINESS_DELAY));
	}

	LeaderElectionLifecycle(ElectionEngine engine, ApplicationContext context, Supplier<Duration> shutdownTimeout,
			@Nullable StartupGate gate, Runnable afterStop, LateReadiness lateReadiness) {
		this.engine = engine;
		this.context = context;
		this.shutdownTimeout = shutdownTimeout;
		this.gate = gate;
		this.afterStop = afterStop;
		this.lateReadiness = lateReadiness;
	}

	@Override
	public void start() {
		synchronized (this) {
			this.stop = new CompletableFuture<>();
			this.running = true;
		}
		if (this.gate != null) {
			pass(this.gate);
		}
		synchronized (this) {
			if (this.ready && this.running) {
				this.engine.start();
			}
			else if (this.running) {
				this.lateReadiness.watch(this::waiting);
			}
		}
	}

	/**
	 * Returns the names of the elections in which candidacy starts when the application
	 * is ready.
	 */
	private List<String> waiting() {
		List<String> names = new ArrayList<>();
		this.engine.forEach((election) -> {
			if (this.gate == null || election != this.gate.election()) {
				names.add(election.name());
			}
		});
		return names;
	}

	private static void rehearse() {
		if (!NativeDetector.inNativeImage()) {
			Rehearsal.soon();
		}
	}

	private void pass(StartupGate closed) {
		try {
			rehearse();
			closed.pass(() -> this.engine.start(closed.election().name()));
		}
		catch (AbandonedStartupException ex) {
			stop();
			throw ex;
		}
	}

	@Override
	public synchronized void onApplicationEvent(ApplicationReadyEvent event) {
		if (event.getApplicationContext() != this.context) {
			return;
		}
		this.ready = true;
		this.lateReadiness.end();
		if (this.running) {
			this.engine.start();
			rehearse();
		}
	}

	/**
	 * Stops on a dedicated thread, or on the calling thread if none can be created.
	 */
	@Override
	public void stop(Runnable callback) {
		try {
			Thread waiting = new Thread(() -> stopAndCall(callback), "leader-stop");
			waiting.setDaemon(true);
			waiting.start();
		}
		catch (Throwable ex) {
			stopAndCall(callback);
		}
	}

	@Override
	public void stop() {
		stopAndCall(() -> {
		});
	}

	private void stopAndCall(Runnable callback) {
		Throwable failure = null;
		try {
			stopBegins();
			this.engine.stop().get(longestStop().toMillis(), TimeUnit.MILLISECONDS);
			closeResources();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (Throwable ex) {
			failure = ex;
		}
		callback.run();
		if (failure != null) {
			try {
				logger.warn("The elections did not stop within {}; any locks that they still hold are not released",
						longestStop(), (failure instanceof TimeoutException) ? null : failure);
			}
			catch (Throwable ex) {
				// The shutdown continues without this log message.
			}
		}
	}

	/**
	 * Closes the resources that the stopped engine left open. A failure is only logged,
	 * since the elections have stopped.
	 */
	private void closeResources() {
		try {
			this.afterStop.run();
		}
		catch (RuntimeException ex) {
			logger.warn("The elections have stopped, but some of their connections or files could not be closed", ex);
		}
	}

	private synchronized void stopBegins() {
		this.running = false;
		this.lateReadiness.end();
		this.stop.complete(null);
		if (this.gate != null) {
			this.gate.abandon();
		}
	}

	/**
	 * Returns a future that completes when this lifecycle is about to stop, by which time
	 * everything with a higher phase has stopped or exceeded its shutdown timeout.
	 * @return a future for the next stop; already completed if this lifecycle is stopping
	 * or has stopped
	 */
	public CompletableFuture<Void> nextStop() {
		return this.stop.copy();
	}

	private Duration longestStop() {
		Duration timeout = this.shutdownTimeout.get();
		return (timeout.compareTo(LONGEST_STOP) < 0) ? timeout.plusSeconds(1) : LONGEST_STOP;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return (this.gate != null) ? StartupGate.PHASE : PHASE;
	}

}
