package io.leader.sample;

/**
 * What was asked for on the command line, or in the environment, cannot be understood; or
 * it was how to ask.
 */
public final class UsageException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** For what cannot be understood, as is usual on a command line. */
	private static final int MISUSE = 2;

	private final int exitCode;

	private UsageException(String text, int exitCode) {
		super(text);
		this.exitCode = exitCode;
	}

	/**
	 * Creates an exception.
	 * @param sentence what is wrong and what to do, as one sentence
	 */
	public UsageException(String sentence) {
		this(sentence, MISUSE);
	}

	/**
	 * Creates the answer to a request for help, which is no error.
	 * @param usage all flags
	 * @return the answer
	 */
	public static UsageException help(String usage) {
		return new UsageException(usage, 0);
	}

	/**
	 * The exit code.
	 */
	int exitCode() {
		return this.exitCode;
	}

}
