package io.leader.kubernetes;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the configuration for the connection to an API server is missing or
 * invalid.
 */
public final class KubernetesConfigurationException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String action;

	KubernetesConfigurationException(String description, String action, @Nullable Throwable cause) {
		super(description, cause);
		this.action = action;
	}

	/**
	 * Returns how to fix the problem.
	 * @return one or more sentences
	 */
	public String action() {
		return this.action;
	}

	/**
	 * Returns the root cause of a failure.
	 */
	static Throwable rootCause(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null && root.getCause() != root) {
			root = root.getCause();
		}
		return root;
	}

}
