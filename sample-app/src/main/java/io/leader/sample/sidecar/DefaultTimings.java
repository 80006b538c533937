package io.leader.sample.sidecar;

import java.time.Duration;

/**
 * The default timings of a sidecar. Those that are not set are derived from those that
 * are.
 */
final class DefaultTimings {

	/** The default lease duration, which is also that of leader-election. */
	static final Duration LEASE = Duration.ofSeconds(10);

	private static final Duration LONGEST_RETRY = Duration.ofSeconds(2);

	private DefaultTimings() {
	}

	static Duration renewDeadline(Duration lease) {
		return lease.multipliedBy(2).dividedBy(3);
	}

	static Duration retryPeriod(Duration renewDeadline) {
		Duration fifth = renewDeadline.dividedBy(5);
		return (fifth.compareTo(LONGEST_RETRY) < 0) ? fifth : LONGEST_RETRY;
	}

}
