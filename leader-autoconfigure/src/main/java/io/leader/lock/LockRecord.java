package io.leader.lock;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a lock says about its holder. The fields are those of Kubernetes'
 * {@code LeaderElectionRecord} and {@code LeaseSpec}, plus the instance mark.
 *
 * @param holder the identity of the holder, or the empty string if the lock is free
 * @param leaseDurationSeconds how long followers wait, in whole seconds; 0 or less if the
 * record does not say
 * @param acquireTime when the holder took the lock, by its own clock: for people only
 * @param renewTime when the holder last renewed, by its own clock: for people only
 * @param transitions how often the lock has been taken since it was created
 * @param instance the instance mark beside the record, if there is one
 */
public record LockRecord(String holder, int leaseDurationSeconds, @Nullable Instant acquireTime,
		@Nullable Instant renewTime, int transitions, @Nullable String instance) {

	/**
	 * Whether nobody holds the lock.
	 * @return {@code true} if the holder is empty
	 */
	public boolean isFree() {
		return this.holder.isEmpty();
	}

	/**
	 * Returns the holder in a form for one line of a log, since anybody can write
	 * anything into a record.
	 * @return the holder without control characters, shortened if it is very long
	 */
	public String printableHolder() {
		return PrintableText.of(this.holder);
	}

	/**
	 * Whether the lock is free because its holder released it, as opposed to a record
	 * whose fields were all removed. Every program that releases writes a duration or a
	 * time.
	 * @return {@code true} if nobody needs to be waited for
	 */
	public boolean isReleased() {
		return isFree() && (this.leaseDurationSeconds > 0 || this.acquireTime != null || this.renewTime != null);
	}

	/**
	 * Whether this continues an earlier record: same holder, same term.
	 * @param before the earlier record
	 * @return {@code true} for a renewal, also if both are the same
	 */
	public boolean renews(LockRecord before) {
		return !isFree() && this.holder.equals(before.holder) && this.transitions == before.transitions
				&& Objects.equals(this.acquireTime, before.acquireTime)
				&& Objects.equals(this.instance, before.instance);
	}

	/**
	 * Returns this record, renewed. Followers count from a change of the record (rule 9),
	 * so the renew time always moves on, at the resolution at which the lock keeps it. It
	 * does not follow a clock that was far ahead and was set back: others compare it with
	 * theirs.
	 * @param now the time to write
	 * @param resolution the lock's resolution of times
	 * @return a record that differs from this one in the renew time only, and does differ
	 * from it if the lock keeps times
	 */
	public LockRecord renewedAt(Instant now, Duration resolution) {
		Instant before = this.renewTime;
		boolean still = before != null && now.isBefore(before.plus(resolution))
				&& before.isBefore(now.plusSeconds(Math.max(1, this.leaseDurationSeconds)));
		return new LockRecord(this.holder, this.leaseDurationSeconds, this.acquireTime,
				(still && before != null) ? before.plus(resolution) : now, this.transitions, this.instance);
	}

	/**
	 * Returns this record with another instance mark.
	 * @param mark the mark of the candidate that writes the record
	 * @return a record that differs from this one in the instance mark only
	 */
	public LockRecord markedBy(InstanceMark mark) {
		return new LockRecord(this.holder, this.leaseDurationSeconds, this.acquireTime, this.renewTime,
				this.transitions, mark.toString());
	}

	/**
	 * Returns the number of transitions after one more, as far as the formats can count.
	 * @return a positive number, {@link Integer#MAX_VALUE} at most
	 */
	public int nextTransitions() {
		return (this.transitions == Integer.MAX_VALUE) ? Integer.MAX_VALUE : Math.max(0, this.transitions) + 1;
	}

	/**
	 * Returns this record, released, in the one form that client-go, fabric8 and the
	 * official Java client all take as free at once: no holder, a duration of one second,
	 * both times now.
	 * @param now the time to write
	 * @return a record that {@linkplain #isReleased() is released} and keeps the
	 * transitions and the instance mark
	 */
	public LockRecord releasedAt(Instant now) {
		return new LockRecord("", 1, now, now, this.transitions, this.instance);
	}

	/**
	 * Whether both say the same, as far as a lock keeps it.
	 * @param other the other record
	 * @param resolution the lock's resolution of times; zero if it keeps none
	 * @return {@code true} if the lock cannot tell them apart
	 */
	public boolean says(LockRecord other, Duration resolution) {
		// The renew times differ most often.
		return same(this.renewTime, other.renewTime, resolution) && saysButForRenewal(other, resolution);
	}

	/**
	 * Whether both say the same, except for the time of the last renewal.
	 * @param other the other record
	 * @param resolution the lock's resolution of times; zero if it keeps none
	 * @return {@code true} if the lock cannot tell anything but their renew times apart
	 */
	public boolean saysButForRenewal(LockRecord other, Duration resolution) {
		return this.holder.equals(other.holder) && this.leaseDurationSeconds == other.leaseDurationSeconds
				&& this.transitions == other.transitions && Objects.equals(this.instance, other.instance)
				&& same(this.acquireTime, other.acquireTime, resolution);
	}

	private static boolean same(@Nullable Instant one, @Nullable Instant other, Duration resolution) {
		if (resolution.isZero() || Objects.equals(one, other)) {
			return true;
		}
		if (one == null || other == null || one.getEpochSecond() != other.getEpochSecond()) {
			return false;
		}
		int unit = (resolution.compareTo(Duration.ofSeconds(1)) >= 0) ? 1_000_000_000
				: (resolution.compareTo(Duration.ofMillis(1)) >= 0) ? 1_000_000 : 1_000;
		return one.getNano() / unit == other.getNano() / unit;
	}

}
