package io.leader.engine;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * Wakes the engine if the authority has expired and the engine has not ended it yet (rule
 * 11).
 */
final class ClockAlarm {

	private final Candidate candidate;

	private final EngineThread engine;

	private final Runnable wake;

	private final AtomicBoolean raised = new AtomicBoolean();

	private ClockWatch.@Nullable Registration registration;

	ClockAlarm(Candidate candidate, EngineThread engine, Runnable wake) {
		this.candidate = candidate;
		this.engine = engine;
		this.wake = wake;
	}

	/**
	 * Starts watching the clocks. Called on the engine's thread.
	 */
	void start() {
		stop();
		this.registration = this.candidate.runtime().clockWatch().watch(this::check);
	}

	/**
	 * Stops watching the clocks. Called on the engine's thread.
	 */
	void stop() {
		if (this.registration != null) {
			this.registration.close();
			this.registration = null;
		}
	}

	private void check() {
		Authority held = this.candidate.authority().current();
		if (held == null || held.holds(this.candidate.runtime().clock()) || !this.raised.compareAndSet(false, true)) {
			return;
		}
		boolean accepted = false;
		try {
			accepted = this.engine.execute(this::ring);
		}
		finally {
			this.raised.set(accepted);
		}
	}

	private void ring() {
		this.raised.set(false);
		this.wake.run();
	}

}
