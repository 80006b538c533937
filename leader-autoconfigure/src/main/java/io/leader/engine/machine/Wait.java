package io.leader.engine.machine;

import java.util.Optional;

import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * The holder that a candidate waits for, and for how long.
 */
public sealed interface Wait {

	/**
	 * The lock may be acquired.
	 */
	record ForNobody() implements Wait {
	}

	/**
	 * The lock is left to a holder.
	 *
	 * @param key the identity and instance of the holder; empty if its record cannot be
	 * read
	 * @param name the display name of the holder
	 * @param since when the holder's current record was first observed
	 * @param span the holder's lease
	 * @param forLife whether the holder keeps the lock until the holder is gone
	 * @param record the record as first observed; empty if it has been deleted since, in
	 * which case the next observation starts a new wait
	 */
	record ForHolder(String key, String name, long since, long span, boolean forLife,
			Optional<LockSnapshot> record) implements Wait {
	}

	static String key(LockRecord record) {
		return record.holder() + "\n" + record.instance();
	}

	/**
	 * Returns the wait after another observation of a holder.
	 */
	default Wait hold(LockSnapshot snapshot, String key, String name, long span, boolean forLife, long now) {
		if (!(this instanceof ForHolder before)) {
			return new ForHolder(key, name, now, span, forLife, Optional.of(snapshot));
		}
		if (before.record().isPresent() && before.record().get().hasSameContent(snapshot)) {
			// Only the object around the record has changed.
			return new ForHolder(before.key(), name, before.since(), before.span(), forLife, before.record());
		}
		boolean sameHolder = key.equals(before.key()) && !key.isEmpty();
		return new ForHolder(key, name, now, sameHolder ? span : Math.max(span, remaining(now)), forLife,
				Optional.of(snapshot));
	}

	/**
	 * Returns the wait after this candidate has acquired the lock. The wait for the
	 * holder that its claim replaced is over, but another holder may have held the lock
	 * before it was deleted, and may have been observed only after the claim was sent.
	 * This does not apply to a lock that is held for life, since the wait would never
	 * end.
	 */
	default Wait own() {
		return isForLife() ? new ForNobody() : withoutRecord();
	}

	default Wait withoutRecord() {
		return (this instanceof ForHolder holder) ? new ForHolder(holder.key(), holder.name(), holder.since(),
				holder.span(), holder.forLife(), Optional.empty()) : this;
	}

	default boolean isForLife() {
		return this instanceof ForHolder holder && holder.forLife();
	}

	default boolean isFor(String key) {
		return this instanceof ForHolder holder && holder.key().equals(key);
	}

	default boolean isForRecordOf(LockSnapshot snapshot) {
		return this instanceof ForHolder holder && holder.record().filter(snapshot::equals).isPresent();
	}

	/**
	 * Returns how much of the holder's lease remains.
	 */
	default long remaining(long now) {
		return (this instanceof ForHolder holder) ? holder.span() - (now - holder.since()) : 0;
	}

}
