package io.leader.election;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.leader.lock.LockCoordinates;

/**
 * What a candidate knows about its election at one instant, taken from memory. The times
 * come from the record, that is, from the leader's clock.
 * <p>
 * Immutable, and equal to any other status with the same values. Later versions may add
 * values, so do not implement this interface. Create instances with {@link #builder}
 * instead, where each value that is not set has a default. Not sealed, so that tests can
 * mock it.
 *
 * @since 0.1.0
 */
public interface LeaderElectionStatus {

	/**
	 * Returns the name of the election.
	 * @return the name
	 */
	String election();

	/**
	 * Returns this candidate's identity.
	 * @return the identity
	 */
	String identity();

	/**
	 * Returns the lock that the candidates compete for.
	 * @return its coordinates
	 */
	LockCoordinates lock();

	/**
	 * Returns the leader, as last observed.
	 * @return its identity, or {@code null} if there is no leader or none has been
	 * observed
	 */
	@Nullable String leader();

	/**
	 * Returns whether this candidate leads.
	 * @return {@code true} if it is the leader
	 */
	boolean leading();

	/**
	 * Returns the time at which the leader acquired the lock.
	 * @return the acquire time, or {@code null} if it is unknown
	 */
	@Nullable Instant since();

	/**
	 * Returns how many times the lock has changed hands, as last observed.
	 * @return the number of transitions
	 */
	int transitions();

	/**
	 * Returns the time at which the leader last renewed the lock.
	 * @return the renew time, or {@code null} if it is unknown
	 */
	@Nullable Instant lastRenewal();

	/**
	 * Returns how long this candidate may act as leader without another renewal.
	 * @return the remaining authority: none if it does not lead, unlimited if its lock
	 * does not expire or there is no lock
	 */
	RemainingTime authorityRemaining();

	/**
	 * Returns the fencing token of the current grant.
	 * @return the fencing token, or {@code null} if this candidate does not lead
	 */
	@Nullable Long fencingToken();

	/**
	 * Returns how much longer this candidate stays out of the election because it was
	 * asked to.
	 * @return the remaining absence, or zero if it may campaign
	 */
	Duration absence();

	/**
	 * Returns the current problems of this candidate.
	 * @return sentences, the most severe problem first
	 */
	List<String> problems();

	/**
	 * Returns why this candidate cannot take part: the lock has been unreachable for
	 * longer than the lease duration, an earlier term has not ended in time, or the
	 * thread of the election is stuck.
	 * @return a sentence, or {@code null} if this candidate can take part
	 */
	@Nullable String failure();

	/**
	 * Returns the most severe problem.
	 * @return a sentence, or {@code null} if nothing is wrong
	 */
	default @Nullable String problem() {
		return problems().isEmpty() ? null : problems().get(0);
	}

	/**
	 * Creates a builder that starts from the status of a follower that has not observed
	 * anything yet.
	 * @param election the election's name
	 * @param identity this candidate's identity
	 * @param lock the lock that the candidates compete for
	 * @return a builder
	 */
	static LeaderElectionStatusBuilder builder(String election, String identity, LockCoordinates lock) {
		return new LeaderElectionStatusBuilder(election, identity, lock);
	}

}
