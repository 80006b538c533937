package io.leader.election;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What a candidate knows of its election at one instant. The times come from the record,
 * that is from the clock of whoever leads.
 *
 * @param election the election's name
 * @param identity this candidate's identity
 * @param leader the leader as last seen, or {@code null} if nobody was seen to lead
 * @param leading whether this candidate leads
 * @param since when that leader took the lock
 * @param transitions how often the lock has changed hands, as last seen
 * @param lastRenewal when that leader last renewed
 * @param problem what is wrong, as a sentence, or {@code null} if nothing is
 */
public record LeaderElectionStatus(String election, String identity, @Nullable String leader, boolean leading,
		@Nullable Instant since, int transitions, @Nullable Instant lastRenewal, @Nullable String problem) {
}
