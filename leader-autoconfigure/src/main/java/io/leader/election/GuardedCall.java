package io.leader.election;

/**
 * Some work that runs only because this candidate leads. The lock is not released before
 * it is closed, within the bounds of the shutdown timeout and the lease. Safe for use by
 * several threads.
 */
public interface GuardedCall extends AutoCloseable {

	/**
	 * Says what to do when the candidate stops being leader while the work runs; at once
	 * if that has already happened. It runs on a thread of the election that may block.
	 * Without it, the work is left to finish.
	 * @param action ends the work early
	 */
	void onRevoked(Runnable action);

	/**
	 * Says that the work has ended. Closing twice does nothing.
	 */
	@Override
	void close();

}
