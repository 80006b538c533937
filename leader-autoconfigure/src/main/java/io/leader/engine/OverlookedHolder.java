package io.leader.engine;

import org.jspecify.annotations.Nullable;

import io.leader.lock.LockSnapshot;

/**
 * Another holder between two sights of the lock that became known only later: where a
 * hand deleted, emptied, or mangled the lock in between, the late news of it is all that
 * tells. Confined to the engine's thread.
 */
final class OverlookedHolder {

	private static final long NONE = Long.MIN_VALUE;

	/** The version after which something may be missing; NONE if nothing is. */
	private long from = NONE;

	/** The version before which something may be missing. */
	private long to = NONE;

	private @Nullable LockSnapshot found;

	/**
	 * Notes that nothing has been seen between two versions.
	 * @param seen the last one that was seen
	 * @param next the one that is seen now
	 * @param alone whether what was missing before has been settled
	 */
	void noteGap(long seen, long next, boolean alone) {
		if (alone || this.from == NONE) {
			this.from = seen;
		}
		this.to = next;
	}

	/**
	 * Notes that the lock was released: who held it before holds it no more.
	 */
	void settle() {
		this.from = NONE;
		this.to = NONE;
	}

	/**
	 * Whether late news is of a version that is missing. It is not any more.
	 */
	boolean isMissing(LockSnapshot late) {
		if (this.from == NONE || late.version() <= this.from || late.version() >= this.to) {
			return false;
		}
		this.from = late.version();
		return true;
	}

	/**
	 * Notes a holder.
	 * @param late the lock as it held it, or {@code null} if it released the lock since
	 */
	void find(@Nullable LockSnapshot late) {
		this.found = late;
	}

	/**
	 * The lock as the overlooked holder held it, or {@code null}.
	 */
	@Nullable LockSnapshot found() {
		return this.found;
	}

}
