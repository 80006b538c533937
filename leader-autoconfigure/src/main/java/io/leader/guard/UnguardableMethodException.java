package io.leader.guard;

import java.io.Serial;

/**
 * Thrown when a method cannot be guarded even though it or its class is annotated with
 * {@link LeaderOnly}. Prevents the application from starting, unless the bean is created
 * later.
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
