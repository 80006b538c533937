package io.leader.engine;

/**
 * Looks at the clocks while nobody else does (rule 11): a machine that was asleep may
 * have no timer due for a while, although an authority is over.
 */
@FunctionalInterface
public interface ClockWatch {

	/**
	 * Runs a look at least every 250 ms until the registration is closed.
	 * @param look what to run, on a thread that serves nothing else; it returns at once
	 * @return the registration
	 */
	Registration watch(Runnable look);

	/**
	 * A look that is registered.
	 */
	@FunctionalInterface
	interface Registration extends AutoCloseable {

		/**
		 * Ends the looks. One may still be in progress. Closing twice does nothing.
		 */
		@Override
		void close();

	}

}
