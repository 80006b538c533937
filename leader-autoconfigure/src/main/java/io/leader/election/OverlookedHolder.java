package io.leader.election;

import org.jspecify.annotations.Nullable;

/**
 * Another holder between a look at a lock that was not there and the claim of this
 * candidate that created it: the lock was created and deleted in between, and the late
 * news of that is all that tells. Confined to the engine's thread.
 */
final class OverlookedHolder {

	private static final long NONE = Long.MIN_VALUE;

	/** The version of the look; NONE if there is no gap. */
	private long from = NONE;

	/** The version of the claim. */
	private long to = NONE;

	private @Nullable LockSnapshot found;

	/**
	 * Notes that nothing has been seen between two versions.
	 * @param seen the last one that was seen
	 * @param claimed that of a claim of this candidate
	 */
	void noteGap(long seen, long claimed) {
		if (claimed > seen) {
			this.from = seen;
			this.to = claimed;
			this.found = null;
		}
	}

	/**
	 * Takes in late news of another's record.
	 * @return whether it is of a holder that was overlooked, and not known before
	 */
	boolean isFoundIn(LockSnapshot late) {
		if (late.version() <= this.from || late.version() >= this.to || late.equals(this.found)) {
			return false;
		}
		this.found = late;
		return true;
	}

	/**
	 * The lock as that holder held it, or {@code null}.
	 */
	@Nullable LockSnapshot found() {
		return this.found;
	}

	/**
	 * Notes that a term begins: a holder that was found before has been waited out.
	 */
	void forget() {
		this.found = null;
	}

}
