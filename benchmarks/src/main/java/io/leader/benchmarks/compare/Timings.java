package io.leader.benchmarks.compare;

import java.time.Duration;
import java.util.List;

/**
 * The timings of every participant, which are the defaults of client-go and of this
 * product, and the timings of the harness.
 */
final class Timings {

	static final Duration LEASE_DURATION = Duration.ofSeconds(15);

	private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);

	private static final Duration RETRY_PERIOD = Duration.ofSeconds(2);

	/**
	 * How long to wait for a step: four times the lease duration, which is longer than
	 * any successful step takes.
	 */
	static final Duration TIMEOUT = LEASE_DURATION.multipliedBy(4);

	/**
	 * How long to wait for started candidates to take part, which is sufficient even on a
	 * busy machine.
	 */
	static final Duration START = Duration.ofMinutes(2);

	/**
	 * How long to watch a former leader that continues to claim to lead.
	 */
	static final Duration WATCHING = LEASE_DURATION.multipliedBy(2);

	/**
	 * The pause in which just-in-time compilation and connections settle.
	 */
	static final Duration SETTLING = Duration.ofSeconds(2);

	private Timings() {
	}

	/**
	 * Returns the timings of a participant as arguments of its command line.
	 */
	static List<String> arguments() {
		return List.of(LEASE_DURATION.toSeconds() + "s", RENEW_DEADLINE.toSeconds() + "s",
				RETRY_PERIOD.toSeconds() + "s");
	}

}
