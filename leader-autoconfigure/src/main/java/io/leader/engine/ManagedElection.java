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
	 * Returns whether this candidate has finished starting: either it has read its lock
	 * and, if the lock is free, its claim has completed or is delayed, or one of these
	 * calls has failed.
	 */
	boolean hasStarted();

	CompletableFuture<Void> stop();

}
