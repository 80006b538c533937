package io.leader.engine;

import java.util.concurrent.CompletableFuture;

import io.leader.election.LeaderElection;

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
