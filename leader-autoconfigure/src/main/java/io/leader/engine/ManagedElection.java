package io.leader.engine;

import java.util.concurrent.CompletableFuture;

import io.leader.election.LeaderElection;

/**
 * An election as seen by its engine.
 */
interface ManagedElection extends LeaderElection {

	/**
	 * Adds a sign of leadership that is removed before the authority ends.
	 */
	void addSign(LeadershipSign sign);

	void start();

	/**
	 * Returns whether this candidate has finished starting, that is, has read its lock
	 * and claimed it if it was free, has failed to do so, or does not need to.
	 */
	boolean hasStarted();

	CompletableFuture<Void> stop();

}
