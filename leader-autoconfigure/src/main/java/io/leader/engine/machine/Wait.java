package io.leader.engine.machine;

import java.util.Optional;

import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * Which holder a candidate waits for, and for how long.
 */
public sealed interface Wait {

	/**
	 * There is no holder to wait for.
	 */
	record ForNobody() implements Wait {
	}

	/**
	 * The candidate waits for a holder.
	 *
	 * @param key the identity and instance mark of the holder; empty if its record cannot
	 * be read
	 * @param name the display name of the holder
	 * @param since when the holder's current record was first observed, or when it was
	 * observed to have disappeared
	 * @param span how long to wait, usually the lease duration in the holder's record
	 * @param forLife whether the holder keeps the lock until it releases the lock or is
	 * found to be gone
	 * @param record the record as first observed; empty if the lock no longer contains
	 * it, in which case the next observation of a holder starts a new wait
	 */
	record ForHolder(String key, String name, long since, long span, boolean forLife,
			Optional<LockSnapshot> record) implements Wait {
	}

	static String key(LockRecord record) {
		return record.holder() + "\n" + record.instance();
	}

	/**
	 * Returns the wait after the observation of a holder. The wait continues if the
	 * content of the record is unchanged, and starts again otherwise (rule 9). A
	 * different holder does not shorten a wait that is not for life.
	 */
	default Wait hold(LockSnapshot snapshot, String key, String name, long span, boolean forLife, long now) {
		if (!(this instanceof ForHolder before)) {
			return new ForHolder(key, name, now, span, forLife, Optional.of(snapshot));
		}
		if (before.record().isPresent() && before.record().get().hasSameContent(snapshot)) {
			// The record has not changed; the object around it may have.
			return new ForHolder(before.key(), name, before.since(), before.span(), forLife, before.record());
		}
		boolean sameHolder = key.equals(before.key()) && !key.isEmpty();
		return new ForHolder(key, name, now, sameHolder ? span : Math.max(span, remaining(now)), forLife,
				Optional.of(snapshot));
	}

	/**
	 * Returns the wait once the lock contains a record of this candidate. If this record
	 * created the lock, the holder may have held the lock before the lock was deleted,
	 * and may have been observed only after the claim was sent, so the wait is the same
	 * as after the disappearance of the holder's record. If this record replaced another
	 * one, there is nobody to wait for, unless an earlier wait has not ended. A wait for
	 * life ends, since it would never end otherwise.
	 * @param created whether this record created the lock
	 * @param now the current time
	 */
	default Wait own(boolean created, long now) {
		boolean over = isForLife() || (!created && remaining(now) <= 0);
		return over ? new ForNobody() : withoutRecord(now);
	}

	/**
	 * Returns the wait once the lock no longer contains the holder's record, which was
	 * not released. The wait starts again, since the holder may have renewed the lock
	 * unnoticed until just before the record disappeared. An object that is not a lock
	 * has no holder, so its disappearance does not start the wait again.
	 * @param now the current time
	 */
	default Wait withoutRecord(long now) {
		if (!(this instanceof ForHolder holder)) {
			return this;
		}
		boolean restarts = holder.record().filter((one) -> !one.isForeign()).isPresent();
		return new ForHolder(holder.key(), holder.name(), restarts ? now : holder.since(), holder.span(),
				holder.forLife(), Optional.empty());
	}

	default boolean isForLife() {
		return this instanceof ForHolder holder && holder.forLife();
	}

	/**
	 * Returns whether the holder's record cannot be read, so that the holder is unknown.
	 */
	default boolean isUnreadable() {
		return this instanceof ForHolder holder && holder.key().isEmpty();
	}

	default boolean isForRecordOf(LockSnapshot snapshot) {
		return this instanceof ForHolder holder && holder.record().filter(snapshot::equals).isPresent();
	}

	/**
	 * Returns how much of the wait remains, in nanoseconds; 0 or less if it has ended.
	 * Meaningless if the wait {@linkplain #isForLife() is for life}.
	 */
	default long remaining(long now) {
		return (this instanceof ForHolder holder) ? holder.span() - (now - holder.since()) : 0;
	}

}
