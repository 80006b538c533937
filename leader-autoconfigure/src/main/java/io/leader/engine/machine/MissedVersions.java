package io.leader.engine.machine;

/**
 * The versions between two observations of the lock in which another holder may have been
 * missed. If the lock was deleted, emptied, or corrupted in the meantime, that holder can
 * be revealed only by a late observation.
 */
public sealed interface MissedVersions {

	/**
	 * Nothing was missed.
	 */
	record None() implements MissedVersions {
	}

	/**
	 * A holder may have been missed.
	 *
	 * @param after the lower bound of the range, exclusive
	 * @param before the upper bound of the range, exclusive
	 */
	record Between(long after, long before) implements MissedVersions {
	}

	static MissedVersions none() {
		return new None();
	}

	/**
	 * Returns the missed versions, extended by the range between two observations.
	 * @param last the last observed version
	 * @param next the newly observed version
	 * @param alone whether to drop the versions that were missed earlier
	 */
	default MissedVersions and(long last, long next, boolean alone) {
		return new Between((!alone && this instanceof Between known) ? known.after() : last, next);
	}

	default boolean contains(long version) {
		return this instanceof Between gap && version > gap.after() && version < gap.before();
	}

	/**
	 * Returns the missed versions that are higher than the given one.
	 * @param version a missed version that was observed late
	 */
	default MissedVersions after(long version) {
		return (this instanceof Between gap) ? new Between(version, gap.before()) : this;
	}

}
