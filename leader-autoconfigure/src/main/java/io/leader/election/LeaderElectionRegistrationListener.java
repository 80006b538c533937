package io.leader.election;

/**
 * Is told of each election of an application before it starts, and after it was removed.
 */
public interface LeaderElectionRegistrationListener {

	/**
	 * An election was registered. It has not started, or starts when this returns.
	 * @param election the election
	 */
	void registered(LeaderElection election);

	/**
	 * An election was removed and has ended.
	 * @param name its name
	 */
	default void removed(String name) {
	}

}
