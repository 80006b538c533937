package io.leader.engine.machine;

/**
 * What a candidate remembers of its claims from one campaign to the next.
 *
 * @param window the maximum random delay before a claim of a free lock, which keeps
 * candidates from colliding; doubles with each lost race, up to a limit
 * @param failures how many attempts to claim or hand back the lock have failed, other
 * than by losing a race, since the lock was last acquired or a change to it was last
 * observed
 * @param last when the last claim was sent
 */
public record ClaimHistory(long window, int failures, long last) {

	private static final long FIRST_WINDOW = 2_000_000;

	private static final long LARGEST_WINDOW = 10_000_000;

	static final ClaimHistory NONE = new ClaimHistory(FIRST_WINDOW, 0, 0);

	ClaimHistory sent(long time) {
		return new ClaimHistory(this.window, this.failures, time);
	}

	ClaimHistory failed() {
		return new ClaimHistory(this.window, this.failures + 1, this.last);
	}

	ClaimHistory reached() {
		return new ClaimHistory(this.window, 0, this.last);
	}

	ClaimHistory beaten() {
		return new ClaimHistory(Math.min(this.window * 2, LARGEST_WINDOW), this.failures, this.last);
	}

	ClaimHistory won() {
		return new ClaimHistory(FIRST_WINDOW, 0, this.last);
	}

}
