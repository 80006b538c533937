package io.leader.engine;

import java.time.Duration;
import java.util.List;

/**
 * The timings of an election. The defaults are the same as in Kubernetes' client-go.
 * Candidates that use client-go can take part in the same election.
 *
 * @param leaseDuration how long a follower waits before it acquires a held lock, counted
 * on its own clock from its first observation of the holder's current record; written
 * into the record as whole seconds, rounded up
 * @param renewDeadline how long a leader may act after sending its last acknowledged
 * write
 * @param retryPeriod the pause between attempts to read, acquire, or renew the lock
 * @param retryBackoffs the pauses after consecutive errors, with the last one repeated;
 * each actual pause is between half of the value and the full value, but is shortened if
 * a renewal would otherwise be too late. If empty, the pauses begin with the retry period
 * and double with each error up to a limit, except that a renewal is retried after each
 * retry period
 */
public record ElectionTimings(Duration leaseDuration, Duration renewDeadline, Duration retryPeriod,
		List<Duration> retryBackoffs) {

	/**
	 * Lease duration 15 s, renew deadline 10 s, retry period 2 s.
	 */
	public static final ElectionTimings DEFAULTS = new ElectionTimings(Duration.ofSeconds(15), Duration.ofSeconds(10),
			Duration.ofSeconds(2));

	/**
	 * Validates the timings, since safety depends on their order.
	 * @throws IllegalArgumentException unless lease duration &gt; renew deadline &gt;
	 * retry period &gt; 0, the lease duration fits into the record (2147483647 s at
	 * most), and each backoff is longer than zero and at most the renew deadline
	 */
	public ElectionTimings {
		if (retryPeriod.isNegative() || retryPeriod.isZero() || renewDeadline.compareTo(retryPeriod) <= 0
				|| leaseDuration.compareTo(renewDeadline) <= 0) {
			throw new IllegalArgumentException("The lease duration (%s) must be longer than the renew deadline (%s), "
				.formatted(text(leaseDuration), text(renewDeadline))
					+ "the renew deadline longer than the retry period (%s), and the retry period longer than zero."
						.formatted(text(retryPeriod)));
		}
		if (leaseDuration.compareTo(Duration.ofSeconds(Integer.MAX_VALUE)) > 0) {
			throw new IllegalArgumentException(
					"The lease duration (%s) must not be longer than 2147483647s, the most that a record can hold."
						.formatted(text(leaseDuration)));
		}
		retryBackoffs = List.copyOf(retryBackoffs);
		for (Duration backoff : retryBackoffs) {
			if (backoff.isNegative() || backoff.isZero() || backoff.compareTo(renewDeadline) > 0) {
				throw new IllegalArgumentException(
						"Each retry backoff must be longer than zero and at most the renew deadline (%s), but one is %s."
							.formatted(text(renewDeadline), text(backoff)));
			}
		}
	}

	/**
	 * Creates timings with the default pauses after errors.
	 * @param leaseDuration the lease duration
	 * @param renewDeadline the renew deadline
	 * @param retryPeriod the retry period
	 */
	public ElectionTimings(Duration leaseDuration, Duration renewDeadline, Duration retryPeriod) {
		this(leaseDuration, renewDeadline, retryPeriod, List.of());
	}

	/**
	 * Returns the lease duration as stored in a record.
	 * @return whole seconds, rounded up
	 */
	public int leaseDurationSeconds() {
		return (int) (this.leaseDuration.getNano() == 0 ? this.leaseDuration.getSeconds()
				: this.leaseDuration.getSeconds() + 1);
	}

	/**
	 * Returns the lease duration that followers wait out, which is the whole number of
	 * seconds in the record.
	 * @return the rounded lease duration
	 */
	public Duration leaseInForce() {
		return Duration.ofSeconds(leaseDurationSeconds());
	}

	/**
	 * Formats a duration in the usual style of property values, truncated to milliseconds
	 * or, if it is longer than a million days, to seconds.
	 * @param duration the duration
	 * @return the text, for example {@code 10s} or {@code 500ms}
	 */
	public static String text(Duration duration) {
		// The milliseconds of a very long duration could overflow, and its fraction is
		// irrelevant.
		boolean seconds = duration.getNano() == 0 || Math.abs(duration.toDays()) > 1_000_000;
		return seconds ? duration.getSeconds() + "s" : duration.toMillis() + "ms";
	}

}
