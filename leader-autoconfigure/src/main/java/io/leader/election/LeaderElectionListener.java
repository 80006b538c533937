package io.leader.election;

/**
 * Is told of the changes in an election.
 * <p>
 * All calls for one election come one after another, never from the thread that renews: a
 * listener that blocks delays the news for the other listeners of this election, but no
 * renewal and no other election; one that throws is logged and the next is called. Grants
 * and revocations alternate. A grant that ends before its listeners were told of it is
 * not told at all.
 */
public interface LeaderElectionListener {

	/**
	 * This candidate became leader. {@link LeaderElection#isLeader()} was already
	 * {@code true} before this call.
	 * @param election the election
	 * @param fencingToken the number of this grant
	 */
	default void onGranted(LeaderElection election, long fencingToken) {
	}

	/**
	 * This candidate stopped being leader. {@link LeaderElection#isLeader()} was already
	 * {@code false} before this call, and the lock is not released before it returns,
	 * within the bounds of the shutdown timeout and the lease.
	 * @param election the election
	 */
	default void onRevoked(LeaderElection election) {
	}

	/**
	 * Another candidate was seen to lead.
	 * @param election the election
	 * @param leader the identity of the other candidate
	 */
	default void onOtherLeader(LeaderElection election, String leader) {
	}

}
