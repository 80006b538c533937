package io.leader.kubernetes;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * A configuration that no connection to an API server can be made with.
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
	 * What to do about it.
	 * @return one or more sentences
	 */
	public String action() {
		return this.action;
	}

	/**
	 * What is behind a failure.
	 */
	static Throwable rootCause(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null && root.getCause() != root) {
			root = root.getCause();
		}
		return root;
	}

}
