package io.leader.health;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionStatus;
import io.leader.election.LeaderElections;

/**
 * Reports whether this process can take part in its elections. Sends no requests.
 * <p>
 * Both followers and leaders are up. A process is down if a lock has been unreachable for
 * longer than the lease duration, if an earlier term has not ended in time, for example
 * because a listener or a guarded call does not return, or if the thread of an election
 * is stuck. The leader is included in the details, but leadership never affects the
 * status, because readiness that depends on leadership would prevent a rolling update
 * from ever completing.
 */
public final class LeaderHealthIndicator implements HealthIndicator {

	private final LeaderElections elections;

	/**
	 * Creates an indicator.
	 * @param elections the elections to report on
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
