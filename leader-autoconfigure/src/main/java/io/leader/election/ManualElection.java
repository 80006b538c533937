package io.leader.election;

/**
 * An election whose outcome a test decides. It has no lock and no competing candidates.
 * <p>
 * {@link #grant()} and {@link #revoke()} call the listeners on the calling thread, before
 * they return. Thread-safe; of two concurrent calls, one waits for the listeners of the
 * other.
 *
 * @since 0.1.0
 */
public interface ManualElection extends LeaderElection {

	/**
	 * Makes this candidate the leader and calls the listeners. Has no effect if it
	 * already leads.
	 */
	void grant();

	/**
	 * Ends this candidate's leadership and calls the listeners. Guarded calls in progress
	 * may finish, or end early if they asked to. Has no effect if this candidate does not
	 * lead.
	 */
	void revoke();

	/**
	 * Restores the initial role of this candidate: leader or follower.
	 */
	void reset();

}
