package io.leader.engine.machine;

/**
 * The versions between two sights of the lock where another holder may have been missed:
 * where the lock was deleted, emptied, or mangled in between, late news of that holder is
 * all that tells.
 */
public sealed interface MissedVersions {

	/**
	 * Nothing was missed.
	 */
	record None() implements MissedVersions {
	}

	/**
	 * Something may have been missed.
	 *
	 * @param after the version after which
	 * @param before the version before which
	 */
	record Between(long after, long before) implements MissedVersions {
	}

	static MissedVersions none() {
		return new None();
	}

	/**
	 * Adds what lies between two sights.
	 * @param last the last version that was seen
	 * @param next the version that is seen now
	 * @param alone whether what was missed before has been settled
	 */
	default MissedVersions and(long last, long next, boolean alone) {
		return new Between((!alone && this instanceof Between known) ? known.after() : last, next);
	}

	default boolean contains(long version) {
		return this instanceof Between gap && version > gap.after() && version < gap.before();
	}

	/**
	 * What is still missed when a version has turned up.
	 */
	default MissedVersions after(long version) {
		return (this instanceof Between gap) ? new Between(version, gap.before()) : this;
	}

}
