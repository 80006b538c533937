package io.leader.election;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;

/**
 * The time left until something ends, such as a lease; unlimited if it never ends, as
 * with a lock that does not expire. An unlimited time is greater than any other.
 *
 * @param duration the time left, never negative; empty if the time is unlimited
 * @since 0.1.0
 */
public record RemainingTime(Optional<Duration> duration) implements Comparable<RemainingTime> {

	/**
	 * No time left.
	 */
	public static final RemainingTime NONE = new RemainingTime(Optional.of(Duration.ZERO));

	/**
	 * Unlimited time.
	 */
	public static final RemainingTime UNLIMITED = new RemainingTime(Optional.empty());

	private static final Comparator<RemainingTime> UNLIMITED_LAST = Comparator.comparing(RemainingTime::isUnlimited)
		.thenComparing((time) -> time.duration().orElse(Duration.ZERO));

	/**
	 * Replaces a negative duration with zero.
	 */
	public RemainingTime {
		duration = duration.map((left) -> left.isNegative() ? Duration.ZERO : left);
	}

	/**
	 * Creates a limited time.
	 * @param duration the time left; a negative duration counts as zero
	 * @return the remaining time
	 */
	public static RemainingTime of(Duration duration) {
		return new RemainingTime(Optional.of(duration));
	}

	/**
	 * Returns whether this time is unlimited.
	 * @return {@code true} if this time never ends
	 */
	public boolean isUnlimited() {
		return this.duration.isEmpty();
	}

	/**
	 * Returns whether no time is left.
	 * @return {@code true} if the time left is zero
	 */
	public boolean isOver() {
		return equals(NONE);
	}

	/**
	 * Returns the time left, but no more than a limit.
	 * @param limit the longest duration to return
	 * @return the shorter of the two
	 */
	public Duration atMost(Duration limit) {
		return this.duration.filter((left) -> left.compareTo(limit) < 0).orElse(limit);
	}

	@Override
	public int compareTo(RemainingTime other) {
		return UNLIMITED_LAST.compare(this, other);
	}

	@Override
	public String toString() {
		return this.duration.map(Duration::toString).orElse("unlimited");
	}

}
