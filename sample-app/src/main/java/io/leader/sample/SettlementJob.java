package io.leader.sample;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import io.leader.election.LeaderElection;
import io.leader.guard.LeaderOnly;

/**
 * A job that only the leader runs. The lock is not released while the job runs.
 */
@Component
@OnlyAsService
class SettlementJob {

	private static final Logger logger = LoggerFactory.getLogger(SettlementJob.class);

	private final LeaderElection election;

	SettlementJob(LeaderElection election) {
		this.election = election;
	}

	@Scheduled(fixedDelay = 5000)
	@LeaderOnly
	void settle() {
		this.election.fencingToken()
			.ifPresent((token) -> logger.info("Settling payments as leader, fencing token {}", token));
	}

}
