package io.leader.exhaustive;

/**
 * The number of ticks in a lease. A retry follows after one tick.
 */
enum Pace {

	/**
	 * As few as possible, so that a search gets far.
	 */
	COARSE(3, 2),

	/**
	 * Enough for a second attempt before an authority ends.
	 */
	FINE(5, 4);

	private final int lease;

	private final int deadline;

	Pace(int lease, int deadline) {
		this.lease = lease;
		this.deadline = deadline;
	}

	/**
	 * How long others wait for a holder.
	 */
	int lease() {
		return this.lease;
	}

	/**
	 * How long an authority lasts.
	 */
	int deadline() {
		return this.deadline;
	}

}
