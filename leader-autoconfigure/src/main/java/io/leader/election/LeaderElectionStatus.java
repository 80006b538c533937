package io.leader.election;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.leader.lock.LockCoordinates;

/**
 * What a candidate knows of its election at one instant, from its own memory. The times
 * come from the record, that is from the clock of the leader.
 * <p>
 * Immutable, and equal to any other status with the same values. Later versions may add
 * values: do not implement this interface, but create instances with {@link #builder},
 * where each value that is not set has a default. Not sealed, so that tests can mock it.
 */
public interface LeaderElectionStatus {

	/**
	 * The election's name.
	 * @return the name
	 */
	String election();

	/**
	 * This candidate's identity.
	 * @return the identity
	 */
	String identity();

	/**
	 * The lock that the candidates compete for.
	 * @return its coordinates
	 */
	LockCoordinates lock();

	/**
	 * The leader as last seen.
	 * @return its identity, or {@code null} if no leader was seen
	 */
	@Nullable String leader();

	/**
	 * Whether this candidate leads.
	 * @return {@code true} if it is the leader
	 */
	boolean leading();

	/**
	 * When the leader acquired the lock.
	 * @return the acquire time, or {@code null} if it is not known
	 */
	@Nullable Instant since();

	/**
	 * How often the lock has changed hands, as last seen.
	 * @return the number of transitions
	 */
	int transitions();

	/**
	 * When the leader last renewed.
	 * @return the renew time, or {@code null} if it is not known
	 */
	@Nullable Instant lastRenewal();

	/**
	 * How long this candidate may still act as leader without another renewal.
	 * @return the remaining authority: none if it does not lead, unlimited if it leads
	 * for life
	 */
	RemainingTime authorityRemaining();

	/**
	 * The number of the present grant.
	 * @return the fencing token, or {@code null} if this candidate does not lead
	 */
	@Nullable Long fencingToken();

	/**
	 * How long this candidate still stays out, as it was asked to.
	 * @return the remaining absence, or zero if it may campaign
	 */
	Duration absence();

	/**
	 * What is wrong.
	 * @return sentences, the most severe problem first
	 */
	List<String> problems();

	/**
	 * Why this candidate cannot do its part: the lock has been out of reach for longer
	 * than a lease, or a former term has not ended in time.
	 * @return a sentence, or {@code null} if it can
	 */
	@Nullable String failure();

	/**
	 * The most severe problem.
	 * @return a sentence, or {@code null} if nothing is wrong
	 */
	default @Nullable String problem() {
		return problems().isEmpty() ? null : problems().get(0);
	}

	/**
	 * Starts to build a status: that of a follower that has seen nothing yet.
	 * @param election the election's name
	 * @param identity this candidate's identity
	 * @param lock the lock that the candidates compete for
	 * @return a builder
	 */
	static LeaderElectionStatusBuilder builder(String election, String identity, LockCoordinates lock) {
		return new LeaderElectionStatusBuilder(election, identity, lock);
	}

}
