package io.leader.election;

import java.util.concurrent.CompletableFuture;

/**
 * An election as its engine sees it.
 */
interface ManagedElection extends LeaderElection {

	/**
	 * Adds a sign that is gone before the authority is.
	 */
	void addSign(LeadershipSign sign);

	void start();

	CompletableFuture<Void> stop();

}
