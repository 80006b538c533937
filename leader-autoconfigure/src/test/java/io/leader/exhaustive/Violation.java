package io.leader.exhaustive;

import java.io.Serial;

/**
 * Thrown when a rule is violated.
 */
final class Violation extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final int movesToTheEnd;

	Violation(String message) {
		this(message, -1);
	}

	/**
	 * Checks that a rule is followed.
	 * @param kept whether the rule is followed
	 * @param violation the description of the violation
	 */
	static void unless(boolean kept, String violation) {
		if (!kept) {
			throw new Violation(violation);
		}
	}

	private Violation(String message, int movesToTheEnd) {
		super(message, null, false, false);
		this.movesToTheEnd = movesToTheEnd;
	}

	/**
	 * Returns the same violation, found after moves without further faults or requests.
	 * @param moves the number of these moves
	 */
	Violation atTheEnd(int moves) {
		return new Violation(getMessage(), moves);
	}

	/**
	 * Returns the number of final moves, during which no faults or requests occurred, or
	 * a negative number if faults and requests could occur until the end.
	 */
	int movesToTheEnd() {
		return this.movesToTheEnd;
	}

	@Override
	public String getMessage() {
		return String.valueOf(super.getMessage());
	}

}
