package io.leader.election;

/**
 * Listener for changes in an election.
 * <p>
 * All calls for one election happen one after another, and never on the thread that
 * renews the lock. A listener that blocks delays the other listeners of this election but
 * does not delay renewals or other elections. An exception from a listener is logged, and
 * the next listener is called. Grants and revocations alternate. A grant that ends before
 * the listeners are called is not reported.
 *
 * @since 0.1.0
 */
public interface LeaderElectionListener {

	/**
	 * Called when this candidate has become leader. {@link LeaderElection#isLeader()} was
	 * already {@code true} before this call.
	 * @param election the election
	 * @param fencingToken the fencing token of this grant
	 */
	default void onGranted(LeaderElection election, long fencingToken) {
	}

	/**
	 * Called when this candidate has stopped being leader.
	 * {@link LeaderElection#isLeader()} was already {@code false} before this call, and
	 * the lock is not released before this method returns. If the shutdown timeout or the
	 * lease expires first, the lock is not released at all.
	 * @param election the election
	 */
	default void onRevoked(LeaderElection election) {
	}

	/**
	 * Called when another candidate is observed to lead. If several candidates lead in
	 * turn before the listeners are called, only the last of them is reported.
	 * @param election the election
	 * @param leader the identity of the other candidate
	 */
	default void onOtherLeader(LeaderElection election, String leader) {
	}

}
