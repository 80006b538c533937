package io.leader.exhaustive;

import io.leader.engine.machine.Pairing;

/**
 * How a candidate uses two locks.
 *
 * @param locks the locks that the candidate knows
 * @param pairing the state of the decisions about both locks, unused if the candidate
 * knows only one of them
 * @param notified the number of the last term on the first lock that was reported to the
 * candidate, or 0 if there is none
 */
record Pair(Locks locks, Pairing pairing, long notified) {

	/**
	 * The locks that a candidate knows during a migration from one to the other.
	 */
	enum Locks {

		/**
		 * Only the first lock.
		 */
		FIRST,

		/**
		 * Both locks. The candidate leads only while it holds both.
		 */
		BOTH,

		/**
		 * Only the second lock.
		 */
		SECOND

	}

	static Pair of(Locks locks) {
		return new Pair(locks, Pairing.initial(new Pairing.Limits(Pace.COARSE.lease() * Mode.TICK, false)), 0);
	}

	boolean needsFirst() {
		return this.locks != Locks.SECOND;
	}

	boolean needsSecond() {
		return this.locks != Locks.FIRST;
	}

	boolean needsBoth() {
		return this.locks == Locks.BOTH;
	}

	Pair with(Pairing other) {
		return new Pair(this.locks, other, this.notified);
	}

	Pair hearingOf(long term) {
		return new Pair(this.locks, this.pairing, term);
	}

}
