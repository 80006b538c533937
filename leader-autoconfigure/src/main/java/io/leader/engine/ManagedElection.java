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
	 * Returns whether this candidate has read its lock since it started, and claimed it
	 * if it was free; or whether it failed to, or does not need to.
	 */
	boolean hasStarted();

	CompletableFuture<Void> stop();

}
