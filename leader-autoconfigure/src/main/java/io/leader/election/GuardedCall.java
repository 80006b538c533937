package io.leader.election;

/**
 * Work that runs only because this candidate leads. The lock is not released before the
 * call is closed. If the shutdown timeout or the lease expires first, the lock is not
 * released at all. Thread-safe.
 *
 * @since 0.1.0
 */
public interface GuardedCall extends AutoCloseable {

	/**
	 * Registers an action to run when the candidate stops being leader while the work is
	 * running. If the candidate has already stopped being leader, the action runs
	 * immediately. The action runs on an election thread, where it may block, and
	 * replaces any action that was registered before. If no action is registered, the
	 * work runs to completion.
	 * @param action the action that ends the work early, never {@code null}
	 * @throws NullPointerException if the action is {@code null}
	 */
	void onRevoked(Runnable action);

	/**
	 * Marks the work as finished. Closing a call more than once has no effect.
	 */
	@Override
	void close();

}
