package io.leader.election;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;

/**
 * How much time is left of something that may never end by itself, such as the lease of a
 * lock that does not expire. An unlimited time is greater than any other.
 *
 * @param duration what is left, never negative; empty if the time is unlimited
 */
public record RemainingTime(Optional<Duration> duration) implements Comparable<RemainingTime> {

	/**
	 * Nothing is left.
	 */
	public static final RemainingTime NONE = new RemainingTime(Optional.of(Duration.ZERO));

	/**
	 * There is no end.
	 */
	public static final RemainingTime UNLIMITED = new RemainingTime(Optional.empty());

	private static final Comparator<RemainingTime> UNLIMITED_LAST = Comparator.comparing(RemainingTime::isUnlimited)
		.thenComparing((time) -> time.duration().orElse(Duration.ZERO));

	/**
	 * Replaces a negative duration with zero: no time is left.
	 */
	public RemainingTime {
		duration = duration.map((left) -> left.isNegative() ? Duration.ZERO : left);
	}

	/**
	 * A time that ends.
	 * @param duration what is left; if negative, nothing is left
	 * @return the remaining time
	 */
	public static RemainingTime of(Duration duration) {
		return new RemainingTime(Optional.of(duration));
	}

	/**
	 * Whether there is no end.
	 * @return {@code true} if no amount of waiting uses this time up
	 */
	public boolean isUnlimited() {
		return this.duration.isEmpty();
	}

	/**
	 * Whether nothing is left.
	 * @return {@code true} if the time is over
	 */
	public boolean isOver() {
		return equals(NONE);
	}

	/**
	 * What is left, but no more than a limit.
	 * @param limit the most to return
	 * @return the shorter of both
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
