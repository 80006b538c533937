package io.leader.engine;

import java.util.concurrent.CompletableFuture;

import io.leader.election.LeaderElection;

/**
 * An election as seen by its engine.
 */
interface ManagedElection extends LeaderElection {

	/**
	 * Adds a sign of leadership, which this election hides before it ends the authority.
	 */
	void addSign(LeadershipSign sign);

	void start();

	/**
	 * Returns whether this candidate has finished starting: it has read its lock, and no
	 * claim is in progress or due soon. If the read or the claim has failed, this
	 * candidate has also finished starting.
	 */
	boolean hasStarted();

	CompletableFuture<Void> stop();

}
