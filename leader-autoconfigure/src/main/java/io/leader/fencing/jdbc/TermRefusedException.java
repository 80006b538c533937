package io.leader.fencing.jdbc;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * A term cannot begin, for now or at all.
 */
final class TermRefusedException extends Exception {

	@Serial
	private static final long serialVersionUID = 1L;

	TermRefusedException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
