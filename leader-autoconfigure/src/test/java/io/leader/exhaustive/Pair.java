package io.leader.exhaustive;

import io.leader.engine.machine.Pairing;

/**
 * What a candidate has to do with two locks.
 *
 * @param locks which of them it knows
 * @param pairing what decides if it knows both
 * @param told the last term on the first lock that it heard of
 */
record Pair(Locks locks, Pairing pairing, long told) {

	/**
	 * Which locks a candidate knows, as a change from one to the other goes on.
	 */
	enum Locks {

		/**
		 * Not yet the new one.
		 */
		FIRST,

		/**
		 * Both: it leads only while it holds both.
		 */
		BOTH,

		/**
		 * No longer the old one.
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
		return new Pair(this.locks, other, this.told);
	}

	Pair hearingOf(long term) {
		return new Pair(this.locks, this.pairing, term);
	}

}
