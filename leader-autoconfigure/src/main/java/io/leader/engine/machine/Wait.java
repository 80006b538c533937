package io.leader.engine.machine;

import java.util.Optional;

import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * Whom a candidate waits for, and for how long.
 */
public sealed interface Wait {

	/**
	 * The lock may be taken.
	 */
	record ForNobody() implements Wait {
	}

	/**
	 * The lock is left to a holder.
	 *
	 * @param key its identity and instance; empty for one whose record cannot be read
	 * @param name its name for people
	 * @param since when its present record was first seen
	 * @param span its lease
	 * @param forLife whether it holds the lock until it is gone
	 * @param record its record as first seen; empty if it was deleted since, so that the
	 * next sight counts again
	 */
	record ForHolder(String key, String name, long since, long span, boolean forLife,
			Optional<LockSnapshot> record) implements Wait {
	}

	static String key(LockRecord record) {
		return record.holder() + "\n" + record.instance();
	}

	/**
	 * The wait after another sight of a holder.
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
	 * The wait once the lock is this candidate's own. The holder that its claim replaced
	 * was waited out; but another may have held the lock before it was deleted, and have
	 * become known only since the claim was sent. A lock held for life would never get
	 * over such a memory.
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
	 * What is left of the holder's lease.
	 */
	default long remaining(long now) {
		return (this instanceof ForHolder holder) ? holder.span() - (now - holder.since()) : 0;
	}

}
