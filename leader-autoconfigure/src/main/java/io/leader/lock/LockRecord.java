package io.leader.lock;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The information in a lock about its holder. The fields are those of Kubernetes' {@code
 * LeaderElectionRecord} and {@code LeaseSpec}, plus the instance mark.
 *
 * @param holder the identity of the holder, or the empty string if the lock is free
 * @param leaseDurationSeconds the lease duration in whole seconds, which is how long
 * followers wait after they first observe the record; 0 or less if the record does not
 * specify it
 * @param acquireTime when the holder acquired the lock, according to the holder's clock;
 * {@code null} if the record does not specify it. This library does not compare it with
 * other clocks.
 * @param renewTime when the holder last renewed the lock, according to the holder's
 * clock; {@code null} if the record does not specify it. This library does not compare it
 * with other clocks.
 * @param transitions how many times the lock has been acquired, not counting the claim
 * that created it
 * @param instance the instance mark stored with the record, if there is one
 * @since 0.1.0
 */
public record LockRecord(String holder, int leaseDurationSeconds, @Nullable Instant acquireTime,
		@Nullable Instant renewTime, int transitions, @Nullable String instance) {

	/**
	 * Returns whether the lock is free.
	 * @return {@code true} if the holder is empty
	 */
	public boolean isFree() {
		return this.holder.isEmpty();
	}

	/**
	 * Returns the holder in a form suitable for a single log line, since other programs
	 * can write anything into a record.
	 * @return the holder, shortened if it is very long, with question marks in place of
	 * characters that cannot be printed
	 */
	public String printableHolder() {
		return PrintableText.of(this.holder);
	}

	/**
	 * Returns whether the lock is free because its holder released it, rather than
	 * because all fields of the record were removed. Programs that release a lock write a
	 * duration or a time.
	 * @return {@code true} if there is no holder, but there is a duration or a time
	 */
	public boolean isReleased() {
		return isFree() && (this.leaseDurationSeconds > 0 || this.acquireTime != null || this.renewTime != null);
	}

	/**
	 * Returns whether this record continues an earlier one, that is, has the same holder
	 * and the same term.
	 * @param before the earlier record
	 * @return {@code true} for a renewal, and also if the two are equal; {@code false} if
	 * this record is free
	 */
	public boolean renews(LockRecord before) {
		return !isFree() && this.holder.equals(before.holder) && this.transitions == before.transitions
				&& Objects.equals(this.acquireTime, before.acquireTime)
				&& Objects.equals(this.instance, before.instance);
	}

	/**
	 * Returns a renewed copy of this record. Followers restart their wait when the record
	 * changes (rule 9), so the renew time advances by at least the resolution at which
	 * the lock stores it. The exception is a record whose renew time is ahead of the
	 * given time by at least the lease duration, because the clock has been set back. In
	 * this case, the new renew time is the given time, since other programs compare renew
	 * times with their own clocks.
	 * @param now the time to write
	 * @param resolution the time resolution of the lock
	 * @return a record that differs from this one at most in the renew time; if the lock
	 * stores times, the renew time always differs
	 */
	public LockRecord renewedAt(Instant now, Duration resolution) {
		Instant before = this.renewTime;
		boolean still = before != null && now.isBefore(before.plus(resolution))
				&& before.isBefore(now.plusSeconds(Math.max(1, this.leaseDurationSeconds)));
		return new LockRecord(this.holder, this.leaseDurationSeconds, this.acquireTime,
				(still && before != null) ? before.plus(resolution) : now, this.transitions, this.instance);
	}

	/**
	 * Returns a copy of this record with the given instance mark.
	 * @param mark the instance mark of the candidate that writes the record
	 * @return a record that differs from this one only in the instance mark
	 */
	public LockRecord markedBy(InstanceMark mark) {
		return new LockRecord(this.holder, this.leaseDurationSeconds, this.acquireTime, this.renewTime,
				this.transitions, mark.toString());
	}

	/**
	 * Returns the number of transitions plus one, up to the largest number that the
	 * formats can represent.
	 * @return a positive number, at most {@link Integer#MAX_VALUE}
	 */
	public int nextTransitions() {
		return (this.transitions == Integer.MAX_VALUE) ? Integer.MAX_VALUE : Math.max(0, this.transitions) + 1;
	}

	/**
	 * Returns a released copy of this record, in the only form that client-go, fabric8,
	 * and the official Java client all treat as immediately free: with no holder, a
	 * duration of one second, and the given time as both the acquire time and the renew
	 * time.
	 * @param now the time to write
	 * @return a record that {@linkplain #isReleased() is released} and keeps the
	 * transitions and the instance mark
	 */
	public LockRecord releasedAt(Instant now) {
		return new LockRecord("", 1, now, now, this.transitions, this.instance);
	}

	/**
	 * Returns whether both records are the same, as far as a lock stores them. Times are
	 * compared in whole seconds, milliseconds, microseconds, or nanoseconds, depending on
	 * the resolution of the lock.
	 * @param other the other record
	 * @param resolution the time resolution of the lock; zero if it stores no times
	 * @return {@code true} if all fields are equal at this resolution
	 */
	public boolean isSameAs(LockRecord other, Duration resolution) {
		// Compare the renew times first, since they differ most often.
		return same(this.renewTime, other.renewTime, resolution) && isSameExceptRenewTime(other, resolution);
	}

	/**
	 * Returns whether both records {@linkplain #isSameAs are the same}, except for the
	 * renew time.
	 * @param other the other record
	 * @param resolution the time resolution of the lock; zero if it stores no times
	 * @return {@code true} if they do not differ or differ only in the renew time
	 */
	public boolean isSameExceptRenewTime(LockRecord other, Duration resolution) {
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
		int unit = (resolution.toSeconds() > 0) ? 1_000_000_000
				: (resolution.toMillis() > 0) ? 1_000_000 : (resolution.toNanos() >= 1_000) ? 1_000 : 1;
		return one.getNano() / unit == other.getNano() / unit;
	}

}
