package io.leader.election;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.leader.lock.LockCoordinates;

/**
 * What a candidate knows of its election at one instant, from its own memory. The times
 * come from the record, that is from the clock of whoever leads.
 *
 * @param election the election's name
 * @param identity this candidate's identity
 * @param lock which lock the candidates compete for
 * @param leader the leader as last seen, or {@code null} if nobody was seen to lead
 * @param leading whether this candidate leads
 * @param since when that leader took the lock
 * @param transitions how often the lock has changed hands, as last seen
 * @param lastRenewal when that leader last renewed
 * @param authorityRemaining for how long this candidate may still act as leader without
 * another renewal; zero if it does not lead, that of
 * {@link java.time.temporal.ChronoUnit#FOREVER} if it leads for life
 * @param fencingToken the number of the present grant, or {@code null} if this candidate
 * does not lead
 * @param absence for how long this candidate does not stand, as it was asked to; zero if
 * it may
 * @param problems what is wrong, as sentences, the gravest first
 * @param failure why this candidate cannot play its part, as a sentence, or {@code null}
 * if it can: the lock has been out of reach for longer than a lease, or a former term has
 * not ended in time
 */
public record LeaderElectionStatus(String election, String identity, LockCoordinates lock, @Nullable String leader,
		boolean leading, @Nullable Instant since, int transitions, @Nullable Instant lastRenewal,
		Duration authorityRemaining, @Nullable Long fencingToken, Duration absence, List<String> problems,
		@Nullable String failure) {

	/**
	 * The gravest problem.
	 * @return a sentence, or {@code null} if nothing is wrong
	 */
	public @Nullable String problem() {
		return this.problems.isEmpty() ? null : this.problems.get(0);
	}

}
