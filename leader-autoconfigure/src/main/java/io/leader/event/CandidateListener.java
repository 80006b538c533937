package io.leader.event;

import java.util.List;

import org.springframework.integration.leader.Candidate;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.election.LeaderElectionRegistry;

/**
 * Lets a Spring Integration {@link Candidate} take part in an election: its role is the
 * election's name, its id the identity.
 */
public final class CandidateListener implements LeaderElectionListener {

	private final Candidate candidate;

	private CandidateListener(Candidate candidate) {
		this.candidate = candidate;
	}

	/**
	 * Registers an election for a candidate.
	 * @param candidate the candidate, which is told when it is granted leadership and
	 * when that is revoked, on a thread of the election; if it throws, that is logged
	 * @param registry where to register
	 * @return the election
	 * @throws IllegalArgumentException if this process has a part in the election of that
	 * role already
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
