package io.leader.benchmarks.compare;

import java.time.Duration;
import java.util.List;

/**
 * The timings of every participant, which are the defaults of client-go and of this
 * product.
 */
final class Timings {

	static final Duration LEASE_DURATION = Duration.ofSeconds(15);

	private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);

	private static final Duration RETRY_PERIOD = Duration.ofSeconds(2);

	/** Four times the lease duration, which is longer than any successful step takes. */
	static final Duration TIMEOUT = LEASE_DURATION.multipliedBy(4);

	/** How long to wait until started candidates take part, even on a busy machine. */
	static final Duration START = Duration.ofMinutes(2);

	/** How long to watch a former leader that still claims to lead. */
	static final Duration WATCHING = LEASE_DURATION.multipliedBy(2);

	/** How long to wait until just-in-time compilation and connections have settled. */
	static final Duration SETTLING = Duration.ofSeconds(2);

	private Timings() {
	}

	/**
	 * Returns the timings as arguments of a participant.
	 */
	static List<String> arguments() {
		return List.of(LEASE_DURATION.toSeconds() + "s", RENEW_DEADLINE.toSeconds() + "s",
				RETRY_PERIOD.toSeconds() + "s");
	}

}
