package io.leader.autoconfigure;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a setting or a combination of settings prevents an election from running.
 *
 * @since 0.1.0
 */
public final class LeaderConfigurationException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String action;

	/**
	 * Creates an exception.
	 * @param description the problem, including the property and its value
	 * @param action how to fix the problem
	 */
	public LeaderConfigurationException(String description, String action) {
		this(description, action, null);
	}

	/**
	 * Creates an exception with a cause.
	 * @param description the problem, including the property and its value
	 * @param action how to fix the problem
	 * @param cause the underlying failure, or {@code null} if there is none
	 */
	public LeaderConfigurationException(String description, String action, @Nullable Throwable cause) {
		super(description, cause);
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
