package io.leader.benchmarks.participant;

import java.time.Duration;

/**
 * The command line that all participants of the comparison understand. The environment
 * variable {@code KUBECONFIG} specifies the API server.
 *
 * @param namespace the lock's namespace
 * @param lock the lock's name
 * @param identity the candidate's identity in the record
 * @param leaseDuration how long followers wait for a leader that no longer renews
 * @param renewDeadline how long a leader tries to renew before it stops leading
 * @param retryPeriod the pause between attempts
 */
record Arguments(String namespace, String lock, String identity, Duration leaseDuration, Duration renewDeadline,
		Duration retryPeriod) {

	/**
	 * Reads a command line.
	 * @param args the six values in the order of the components, with durations in hours,
	 * minutes, and seconds, such as {@code 15s} or {@code 1m30s}
	 */
	static Arguments of(String... args) {
		if (args.length != 6) {
			throw new IllegalArgumentException("Expected six arguments, but got " + args.length
					+ ": <namespace> <lock> <identity> <lease duration> <renew deadline> <retry period>");
		}
		return new Arguments(args[0], args[1], args[2], duration(args[3]), duration(args[4]), duration(args[5]));
	}

	private static Duration duration(String text) {
		return Duration.parse("PT" + text);
	}

}
