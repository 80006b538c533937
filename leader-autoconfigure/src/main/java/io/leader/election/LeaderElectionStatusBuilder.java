package io.leader.election;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.leader.lock.LockCoordinates;

/**
 * Builder for {@link LeaderElectionStatus}. Public so that applications can test code
 * that reads a status.
 *
 * @since 0.1.0
 */
public final class LeaderElectionStatusBuilder {

	private final String election;

	private final String identity;

	private final LockCoordinates lock;

	private @Nullable String leader;

	private boolean leading;

	private @Nullable Instant since;

	private int transitions;

	private @Nullable Instant lastRenewal;

	private RemainingTime authorityRemaining = RemainingTime.NONE;

	private @Nullable Long fencingToken;

	private Duration absence = Duration.ZERO;

	private List<String> problems = List.of();

	private @Nullable String failure;

	LeaderElectionStatusBuilder(String election, String identity, LockCoordinates lock) {
		this.election = election;
		this.identity = identity;
		this.lock = lock;
	}

	/**
	 * Sets {@link LeaderElectionStatus#leader()}.
	 * @param leader the leader's identity; {@code null} by default
	 * @return this builder
	 */
	public LeaderElectionStatusBuilder leader(@Nullable String leader) {
		this.leader = leader;
		return this;
	}

	/**
	 * Sets {@link LeaderElectionStatus#leading()}.
	 * @param leading whether this candidate leads; {@code false} by default
	 * @return this builder
	 */
	public LeaderElectionStatusBuilder leading(boolean leading) {
		this.leading = leading;
		return this;
	}

	/**
	 * Sets {@link LeaderElectionStatus#since()}.
	 * @param since when the leader acquired the lock; {@code null} by default
	 * @return this builder
	 */
	public LeaderElectionStatusBuilder since(@Nullable Instant since) {
		this.since = since;
		return this;
	}

	/**
	 * Sets {@link LeaderElectionStatus#transitions()}.
	 * @param transitions how many times the lock has changed hands; zero by default
	 * @return this builder
	 */
	public LeaderElectionStatusBuilder transitions(int transitions) {
		this.transitions = transitions;
		return this;
	}

	/**
	 * Sets {@link LeaderElectionStatus#lastRenewal()}.
	 * @param lastRenewal when the leader last renewed the lock; {@code null} by default
	 * @return this builder
	 */
	public LeaderElectionStatusBuilder lastRenewal(@Nullable Instant lastRenewal) {
		this.lastRenewal = lastRenewal;
		return this;
	}

	/**
	 * Sets {@link LeaderElectionStatus#authorityRemaining()}.
	 * @param authorityRemaining the remaining authority; none by default
	 * @return this builder
	 */
	public LeaderElectionStatusBuilder authorityRemaining(RemainingTime authorityRemaining) {
		this.authorityRemaining = authorityRemaining;
		return this;
	}

	/**
	 * Sets {@link LeaderElectionStatus#fencingToken()}.
	 * @param fencingToken the fencing token of the current grant; {@code null} by default
	 * @return this builder
	 */
	public LeaderElectionStatusBuilder fencingToken(@Nullable Long fencingToken) {
		this.fencingToken = fencingToken;
		return this;
	}

	/**
	 * Sets {@link LeaderElectionStatus#absence()}.
	 * @param absence the remaining absence; zero by default
	 * @return this builder
	 */
	public LeaderElectionStatusBuilder absence(Duration absence) {
		this.absence = absence;
		return this;
	}

	/**
	 * Sets {@link LeaderElectionStatus#problems()}.
	 * @param problems sentences, the most severe problem first; empty by default
	 * @return this builder
	 */
	public LeaderElectionStatusBuilder problems(List<String> problems) {
		this.problems = problems;
		return this;
	}

	/**
	 * Sets {@link LeaderElectionStatus#failure()}.
	 * @param failure why this candidate cannot take part; {@code null} by default
	 * @return this builder
	 */
	public LeaderElectionStatusBuilder failure(@Nullable String failure) {
		this.failure = failure;
		return this;
	}

	/**
	 * Builds the status.
	 * @return a status with the values set so far
	 */
	public LeaderElectionStatus build() {
		return new StatusSnapshot(this.election, this.identity, this.lock, this.leader, this.leading, this.since,
				this.transitions, this.lastRenewal, this.authorityRemaining, this.fencingToken, this.absence,
				this.problems, this.failure);
	}

}
