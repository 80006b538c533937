package io.leader.election;

/**
 * An election whose outcome a test decides. It has no lock and no rivals.
 * <p>
 * {@link #grant()} and {@link #revoke()} tell the listeners on the calling thread, before
 * they return. Safe for use by several threads; of two calls at once, one waits for the
 * other's listeners.
 */
public interface ManualElection extends LeaderElection {

	/**
	 * Makes this candidate lead and tells the listeners. Nothing happens if it leads.
	 */
	void grant();

	/**
	 * Ends this candidate's leadership and tells the listeners. Guarded calls that run
	 * may finish, or end early if they asked to. Nothing happens if it does not lead.
	 */
	void revoke();

	/**
	 * Goes back to what this election was at first: leader or follower.
	 */
	void reset();

}
