package io.leader.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionStatus;
import io.leader.election.LeaderElections;

/**
 * {@link InfoContributor} that adds {@code leader} to the info endpoint: for each
 * election, the current leader, whether this process is the leader, and the identity of
 * this process. The values are taken from memory.
 */
public final class LeaderInfoContributor implements InfoContributor {

	private final LeaderElections elections;

	/**
	 * Creates a new contributor.
	 * @param elections the elections to report on
	 */
	public LeaderInfoContributor(LeaderElections elections) {
		this.elections = elections;
	}

	@Override
	public void contribute(Info.Builder builder) {
		Map<String, Object> all = new LinkedHashMap<>();
		for (LeaderElection election : this.elections) {
			LeaderElectionStatus status = election.status();
			Map<String, Object> facts = new LinkedHashMap<>();
			facts.put("isLeader", status.leading());
			facts.put("leader", (status.leader() != null) ? status.leader() : "");
			facts.put("identity", status.identity());
			all.put(election.name(), facts);
		}
		builder.withDetail("leader", all);
	}

}
