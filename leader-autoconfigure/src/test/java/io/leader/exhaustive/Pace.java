package io.leader.exhaustive;

/**
 * The number of ticks in a lease. A retry follows after one tick.
 */
enum Pace {

	/**
	 * As few ticks as possible, so that a search gets far.
	 */
	COARSE(3, 2),

	/**
	 * Enough ticks for a second attempt before the authority ends.
	 */
	FINE(5, 4);

	private final int lease;

	private final int deadline;

	Pace(int lease, int deadline) {
		this.lease = lease;
		this.deadline = deadline;
	}

	/**
	 * Returns how long others wait for a holder.
	 */
	int lease() {
		return this.lease;
	}

	/**
	 * Returns how long the authority lasts.
	 */
	int deadline() {
		return this.deadline;
	}

}
