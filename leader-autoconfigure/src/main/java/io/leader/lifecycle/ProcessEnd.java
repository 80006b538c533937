package io.leader.lifecycle;

/**
 * Ends a process. Neither method returns if it succeeds.
 */
public interface ProcessEnd {

	/**
	 * Ends the process in an orderly way, which stops the application first.
	 * @param code the exit code
	 */
	void exit(int code);

	/**
	 * Ends the process immediately.
	 * @param code the exit code
	 */
	void halt(int code);

	/**
	 * Returns an instance that ends this process.
	 * @return an instance based on {@link System#exit(int)} and {@link Runtime#halt(int)}
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
