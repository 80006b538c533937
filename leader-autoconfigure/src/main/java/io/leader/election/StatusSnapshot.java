package io.leader.election;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.leader.lock.LockCoordinates;

/**
 * Holds the values of a {@link LeaderElectionStatus}, which documents them.
 */
record StatusSnapshot(String election, String identity, LockCoordinates lock, @Nullable String leader, boolean leading,
		@Nullable Instant since, int transitions, @Nullable Instant lastRenewal, RemainingTime authorityRemaining,
		@Nullable Long fencingToken, Duration absence, List<String> problems,
		@Nullable String failure) implements LeaderElectionStatus {

	StatusSnapshot {
		problems = List.copyOf(problems);
	}

}
