package io.leader.health;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionStatus;
import io.leader.election.LeaderElections;

/**
 * Says whether this process can play its part in its elections, from its own memory.
 * <p>
 * A follower is up, and so is a leader. Down is a process whose lock has been out of
 * reach for longer than a lease, or whose term is over while its listeners or guarded
 * calls have not returned. Who leads is in the details, never in the status: readiness
 * that follows leadership would keep a rolling update from ever finishing.
 */
public final class LeaderHealthIndicator implements HealthIndicator {

	private final LeaderElections elections;

	/**
	 * Creates an indicator.
	 * @param elections the elections to look at
	 */
	public LeaderHealthIndicator(LeaderElections elections) {
		this.elections = elections;
	}

	@Override
	public Health health() {
		Health.Builder health = Health.up();
		for (LeaderElection election : this.elections) {
			LeaderElectionStatus status = election.status();
			Map<String, Object> details = new LinkedHashMap<>();
			details.put("isLeader", status.leading());
			details.put("leader", (status.leader() != null) ? status.leader() : "");
			if (!status.problems().isEmpty()) {
				details.put("problems", status.problems());
			}
			if (status.failure() != null) {
				details.put("failure", status.failure());
				health.down();
			}
			health.withDetail(election.name(), details);
		}
		return health.build();
	}

}
