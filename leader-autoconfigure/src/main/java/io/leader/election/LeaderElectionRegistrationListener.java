package io.leader.election;

/**
 * Listener that is notified of each election of an application before it starts and after
 * it is removed.
 *
 * @since 0.1.0
 */
public interface LeaderElectionRegistrationListener {

	/**
	 * Called when an election has been registered. The election does not start before
	 * this method returns. This method may register further elections, whose listeners
	 * are added after this method has returned. If a registration listener throws an
	 * exception, neither this election nor any of the further elections remains
	 * registered.
	 * @param election the election
	 */
	void registered(LeaderElection election);

	/**
	 * Called when an election has been removed and has ended, even if it was removed
	 * because its registration failed.
	 * @param name the name of the election
	 */
	default void removed(String name) {
	}

}
