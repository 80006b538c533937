package io.leader.election;

import java.util.concurrent.CompletableFuture;

/**
 * An election as its engine sees it.
 */
interface ManagedElection extends LeaderElection {

	void start();

	CompletableFuture<Void> stop();

}
