package io.leader.election;

/**
 * An election whose outcome is controlled by a test. It has no lock and no competing
 * candidates.
 * <p>
 * A method that grants or ends leadership, including {@link #yieldLeadership()}, calls
 * the listeners on the calling thread before it returns. If it ends leadership, it also
 * runs the actions that guarded calls have registered. If a listener calls such a method,
 * the resulting notification is delivered after the current one. Thread-safe; concurrent
 * calls are serialized, including their listeners.
 *
 * @since 0.1.0
 */
public interface ManualElection extends LeaderElection {

	/**
	 * Makes this candidate the leader and calls the listeners. Has no effect if this
	 * candidate already leads and the listeners have been notified.
	 */
	void grant();

	/**
	 * Ends this candidate's leadership, and calls the listeners if they were notified of
	 * the grant. Guarded calls in progress run to completion unless they have registered
	 * an action that ends them early. Has no effect if this candidate does not lead.
	 */
	void revoke();

	/**
	 * Restores the initial role of this candidate: leader or follower.
	 */
	void reset();

}
