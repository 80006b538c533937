package io.leader.sample;

/**
 * Thrown when the command line or the environment is invalid, or when help was requested.
 */
public final class UsageException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** The usual exit code for an invalid command line. */
	private static final int MISUSE = 2;

	private final int exitCode;

	private UsageException(String text, int exitCode) {
		super(text);
		this.exitCode = exitCode;
	}

	/**
	 * Creates an exception.
	 * @param sentence states the problem and what to do
	 */
	public UsageException(String sentence) {
		this(sentence, MISUSE);
	}

	/**
	 * Creates an exception for a request for help, which is not an error.
	 * @param usage a description of all flags
	 * @return the exception
	 */
	public static UsageException help(String usage) {
		return new UsageException(usage, 0);
	}

	/**
	 * Returns the exit code of the process: 0 if help was requested, otherwise 2.
	 */
	int exitCode() {
		return this.exitCode;
	}

}
