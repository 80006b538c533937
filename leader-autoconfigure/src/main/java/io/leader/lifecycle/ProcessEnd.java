package io.leader.lifecycle;

/**
 * Ends a process. Neither method returns if it succeeds.
 */
public interface ProcessEnd {

	/**
	 * Ends it in an orderly way, which stops the application first.
	 * @param code the exit code
	 */
	void exit(int code);

	/**
	 * Ends it at once.
	 * @param code the exit code
	 */
	void halt(int code);

	/**
	 * Ends this process.
	 * @return {@link System#exit(int)} and {@link Runtime#halt(int)}
	 */
	static ProcessEnd ofThisProcess() {
		return new ProcessEnd() {

			@Override
			public void exit(int code) {
				System.exit(code);
			}

			@Override
			public void halt(int code) {
				Runtime.getRuntime().halt(code);
			}

		};
	}

}
