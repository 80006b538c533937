package io.leader.engine;

import io.leader.election.LeaderElectionStatus;

/**
 * An external sign that this process leads, such as a file that others check instead of
 * sending a request. It is removed before the authority of this process ends.
 * <p>
 * If the election itself ends the authority (it yields, stops, or observes that another
 * candidate holds the lock), it first removes the sign with {@link #hide()}. If the
 * authority expires by the clock, the sign itself is responsible: it checks
 * {@link LeaderElectionStatus#authorityRemaining()} and disappears in time.
 */
public interface LeadershipSign {

	/**
	 * Removes the sign; it may come back with the next grant. Called before the authority
	 * ends, on the thread that ends it, which may be the one that renews: implementations
	 * must always return within a short, bounded time and must not throw. May be called
	 * when there is no sign, and more than once.
	 */
	void hide();

}
