package io.leader.autoconfigure;

import java.io.Serial;

/**
 * A setting, or a combination of settings, that no election can run with.
 */
public final class LeaderConfigurationException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String action;

	/**
	 * Creates an exception.
	 * @param description what was found: names the property and its value
	 * @param action what to do about it
	 */
	public LeaderConfigurationException(String description, String action) {
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
