package io.leader.engine;

import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

/**
 * The one timer of an election. Once set it is due within a lease, so that nothing that
 * is missed can end the election's loop (rule 10). Confined to the engine's thread.
 */
final class StepTimer {

	/** No particular time. */
	static final long NEVER = Long.MAX_VALUE;

	private final Candidate candidate;

	private final EngineThread engine;

	private final Runnable step;

	private @Nullable Future<?> pending;

	StepTimer(Candidate candidate, EngineThread engine, Runnable step) {
		this.candidate = candidate;
		this.engine = engine;
		this.step = step;
	}

	void set(long time) {
		cancel();
		long delay = Math.max(0, time - this.candidate.now());
		long lease = this.candidate.settings.timings().leaseInForce().toNanos();
		this.pending = this.engine.schedule(this.step, Math.min(delay, lease));
	}

	void cancel() {
		if (this.pending != null) {
			this.pending.cancel(false);
			this.pending = null;
		}
	}

}
