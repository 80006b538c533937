package io.leader.engine;

import io.leader.election.LeaderElectionStatus;

/**
 * An external sign that this process leads, such as a file that others check instead of
 * sending a request. It is removed before the authority of this process ends.
 * <p>
 * If the election itself ends the authority (because it yields, stops, or observes that
 * it has lost the lock), it first removes the sign with {@link #hide()}. If the authority
 * expires by the clock, the sign itself is responsible for checking
 * {@link LeaderElectionStatus#authorityRemaining()} and disappearing in time.
 */
public interface LeadershipSign {

	/**
	 * Removes the sign, which may reappear with the next grant. Called before the
	 * election ends the authority, even if the authority has already expired, on the
	 * thread that ends it. Since this may be the thread that renews the lock,
	 * implementations must always return within a short, bounded time and must not throw.
	 * May be called when there is no sign, and more than once.
	 */
	void hide();

}
