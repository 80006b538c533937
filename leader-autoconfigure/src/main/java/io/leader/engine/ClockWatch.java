package io.leader.engine;

/**
 * Checks the clocks even when nothing else does (rule 11): a machine that was asleep may
 * have no timer due for a while, although an authority has expired.
 */
@FunctionalInterface
public interface ClockWatch {

	/**
	 * Runs a check at least every 250 ms until the registration is closed.
	 * @param look the check, which runs on a dedicated thread and returns at once
	 * @return the registration
	 */
	Registration watch(Runnable look);

	/**
	 * The registration of a check.
	 */
	@FunctionalInterface
	interface Registration extends AutoCloseable {

		/**
		 * Ends the checks. One may still be in progress. Closing a registration more than
		 * once has no effect.
		 */
		@Override
		void close();

	}

}
