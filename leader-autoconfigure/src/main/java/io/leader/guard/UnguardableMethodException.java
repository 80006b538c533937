package io.leader.guard;

import java.io.Serial;

/**
 * A method is marked {@link LeaderOnly} that cannot be guarded. Keeps the application
 * from starting.
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
	 * What to do about it.
	 * @return one or more sentences
	 */
	public String getAction() {
		return this.action;
	}

}
