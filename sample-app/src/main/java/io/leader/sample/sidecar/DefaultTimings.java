package io.leader.sample.sidecar;

import java.time.Duration;

/**
 * The default timings of a sidecar. The default renew deadline is derived from the lease
 * duration, and the default retry period from the renew deadline.
 */
final class DefaultTimings {

	/** The default lease duration, which is also that of leader-election. */
	static final Duration LEASE = Duration.ofSeconds(10);

	private static final Duration LONGEST_RETRY = Duration.ofSeconds(2);

	private DefaultTimings() {
	}

	/**
	 * Returns two thirds of the lease duration, rounded down. Does not overflow, however
	 * long the lease is.
	 */
	static Duration renewDeadline(Duration lease) {
		Duration third = lease.dividedBy(3);
		return third.plus(lease.minus(third).dividedBy(2));
	}

	static Duration retryPeriod(Duration renewDeadline) {
		Duration fifth = renewDeadline.dividedBy(5);
		return (fifth.compareTo(LONGEST_RETRY) < 0) ? fifth : LONGEST_RETRY;
	}

}
