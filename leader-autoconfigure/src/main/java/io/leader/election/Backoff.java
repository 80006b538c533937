package io.leader.election;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with jitter: the pause doubles with each failure up to a limit, and
 * each pause is drawn between half of that and all of it. Confined to the engine's
 * thread.
 */
final class Backoff {

	private final long first;

	private final long limit;

	private final RandomGenerator random;

	private int failures;

	Backoff(Duration first, Duration limit, RandomGenerator random) {
		this.first = first.toNanos();
		this.limit = Math.max(limit.toNanos(), this.first);
		this.random = random;
	}

	/**
	 * The pause after one more failure.
	 * @param atLeast what the other side asked for, in nanoseconds
	 */
	long next(long atLeast) {
		long pause = Math.min(this.limit, this.first << Math.min(this.failures, 10));
		this.failures++;
		return Math.max(atLeast, pause / 2 + this.random.nextLong(pause / 2 + 1));
	}

	void reset() {
		this.failures = 0;
	}

	/**
	 * What a failure's other side asked for, in nanoseconds.
	 */
	static long asked(LockException failure) {
		Duration asked = failure.retryAfter();
		return (asked != null) ? asked.toNanos() : 0;
	}

}
