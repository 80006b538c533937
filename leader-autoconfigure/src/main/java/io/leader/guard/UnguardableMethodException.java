package io.leader.guard;

import java.io.Serial;

/**
 * Thrown when a method that is annotated with {@link LeaderOnly} cannot be guarded.
 * Prevents the application from starting.
 *
 * @since 0.1.0
 */
public final class UnguardableMethodException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String action;

	UnguardableMethodException(String description, String action) {
		super(description);
		this.action = action;
	}

	/**
	 * Returns how to fix the problem.
	 * @return one or more sentences
	 */
	public String getAction() {
		return this.action;
	}

}
