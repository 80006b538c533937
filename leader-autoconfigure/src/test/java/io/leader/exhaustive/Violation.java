package io.leader.exhaustive;

import java.io.Serial;

/**
 * A rule is broken.
 */
final class Violation extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	Violation(String message) {
		super(message, null, false, false);
	}

	@Override
	public String getMessage() {
		return String.valueOf(super.getMessage());
	}

}
