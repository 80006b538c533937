package io.leader.engine;

/**
 * Checks the clocks even if nothing else does (rule 11). After a machine has been
 * suspended, the authority may have expired long before the next timer is due.
 */
@FunctionalInterface
public interface ClockWatch {

	/**
	 * Runs a check at least every 250 ms until the registration is closed.
	 * @param check the check, which runs on a dedicated thread and must return
	 * immediately
	 * @return the registration
	 */
	Registration watch(Runnable check);

	/**
	 * The registration of a check.
	 */
	@FunctionalInterface
	interface Registration extends AutoCloseable {

		/**
		 * Ends the checks. A check may still be in progress afterward. Closing a
		 * registration more than once has no effect.
		 */
		@Override
		void close();

	}

}
