package io.leader.engine;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with jitter: the pause doubles with each failure up to a limit, or
 * follows the list that the timings hold, and each pause is drawn between half of that
 * and all of it. Confined to the engine's thread.
 */
final class Backoff {

	private final List<Duration> listed;

	private final long first;

	private final long limit;

	private final Supplier<RandomGenerator> random;

	private int failures;

	Backoff(ElectionTimings timings, Duration limit, Supplier<RandomGenerator> random) {
		this.listed = timings.retryBackoffs();
		this.first = timings.retryPeriod().toNanos();
		this.limit = Math.max(limit.toNanos(), this.first);
		this.random = random;
	}

	/**
	 * The pause after one more failure.
	 * @param atLeast what the other side asked for, in nanoseconds
	 */
	long next(long atLeast) {
		long pause = this.listed.isEmpty() ? Math.min(this.limit, this.first << Math.min(this.failures, 10))
				: this.listed.get(Math.min(this.failures, this.listed.size() - 1)).toNanos();
		this.failures++;
		return Math.max(atLeast, pause / 2 + this.random.get().nextLong(pause / 2 + 1));
	}

	/**
	 * Whether the timings list the pauses.
	 */
	boolean isListed() {
		return !this.listed.isEmpty();
	}

	void reset() {
		this.failures = 0;
	}

}
