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
	 * Returns whether this candidate has finished starting: it has read its lock and, if
	 * the lock is free, has claimed it or delays the claim, or one of these calls has
	 * failed.
	 */
	boolean hasStarted();

	CompletableFuture<Void> stop();

}
