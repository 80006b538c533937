package io.leader.event;

import java.util.List;

import org.springframework.integration.leader.Candidate;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.election.LeaderElectionRegistry;

/**
 * Lets a Spring Integration {@link Candidate} take part in an election. The candidate's
 * role is the election's name, and its ID is the identity. If the lock identifies its
 * holder by the name of its Pod ({@code lock.for-life}, {@code lock.owner-reference},
 * {@code lock.migrate-from=spring-cloud}), the ID must be the name of this process's Pod;
 * the random ID of a {@link org.springframework.integration.leader.DefaultCandidate
 * DefaultCandidate} that is created without an ID is rejected.
 *
 * @since 0.1.0
 */
public final class CandidateListener implements LeaderElectionListener {

	private final Candidate candidate;

	private CandidateListener(Candidate candidate) {
		this.candidate = candidate;
	}

	/**
	 * Registers an election for a candidate.
	 * @param candidate the candidate, whose methods are called when leadership is granted
	 * or revoked, on a thread that may block; exceptions other than
	 * {@link InterruptedException} are logged
	 * @param registry the registry to register the election with
	 * @return the election
	 * @throws IllegalArgumentException if this process already takes part in the election
	 * for that role, or if a removed election for that role has not ended yet
	 * @throws RuntimeException if the settings of the election are invalid
	 */
	public static LeaderElection register(Candidate candidate, LeaderElectionRegistry registry) {
		return registry.register(candidate.getRole(), candidate.getId(), List.of(new CandidateListener(candidate)));
	}

	@Override
	public void onGranted(LeaderElection election, long fencingToken) {
		try {
			this.candidate.onGranted(new ElectionContext(election));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void onRevoked(LeaderElection election) {
		this.candidate.onRevoked(new ElectionContext(election));
	}

	@Override
	public String toString() {
		return this.candidate.toString();
	}

}
