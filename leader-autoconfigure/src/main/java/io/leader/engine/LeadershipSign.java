package io.leader.engine;

import io.leader.election.LeaderElectionStatus;

/**
 * Something outside this process's memory that says that it leads, and that is gone
 * before its authority is: a file for instance, which others look at instead of asking.
 * <p>
 * Where the election itself ends the authority (it yields, stops, or sees the lock in
 * other hands) it takes the sign away first, with {@link #hide()}. An authority that ends
 * by the clock is the sign's own business: it looks at
 * {@link LeaderElectionStatus#authorityRemaining()} and goes in time.
 */
public interface LeadershipSign {

	/**
	 * Takes the sign away; it may come back with the next grant. Called before the
	 * authority ends, on the thread that ends it, which may be the one that renews: so
	 * this returns within a bounded, small time whatever happens, and throws nothing. May
	 * be called when there is no sign, and more than once.
	 */
	void hide();

}
