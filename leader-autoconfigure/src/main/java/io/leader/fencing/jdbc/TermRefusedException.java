package io.leader.fencing.jdbc;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a term cannot start, either temporarily or permanently.
 */
final class TermRefusedException extends Exception {

	@Serial
	private static final long serialVersionUID = 1L;

	TermRefusedException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
