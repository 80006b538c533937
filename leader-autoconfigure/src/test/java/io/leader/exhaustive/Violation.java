package io.leader.exhaustive;

import java.io.Serial;

/**
 * A rule is broken.
 */
final class Violation extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final int movesToTheEnd;

	Violation(String message) {
		this(message, -1);
	}

	/**
	 * Checks that a rule is kept.
	 * @param kept whether it is
	 * @param violation what is wrong if it is not
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
	 * The same, found while nothing went wrong any longer.
	 * @param moves after how many moves
	 */
	Violation atTheEnd(int moves) {
		return new Violation(getMessage(), moves);
	}

	/**
	 * How many moves it took since nothing went wrong any longer; negative if something
	 * still may.
	 */
	int movesToTheEnd() {
		return this.movesToTheEnd;
	}

	@Override
	public String getMessage() {
		return String.valueOf(super.getMessage());
	}

}
