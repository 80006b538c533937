package io.leader.exhaustive;

/**
 * The timings of a game, in ticks. The retry period is one tick.
 */
enum Pace {

	/**
	 * As few ticks as possible, so that a search reaches long paths.
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
	 * Returns the lease duration: how long others wait for a holder.
	 */
	int lease() {
		return this.lease;
	}

	/**
	 * Returns the renew deadline: how long authority lasts after a write is sent.
	 */
	int deadline() {
		return this.deadline;
	}

}
