package io.leader.sample;

/**
 * What was asked for on the command line, or in the environment, cannot be understood.
 */
public final class UsageException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param sentence what is wrong and what to do, as one sentence
	 */
	public UsageException(String sentence) {
		super(sentence);
	}

}
