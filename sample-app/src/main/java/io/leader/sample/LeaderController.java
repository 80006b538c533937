package io.leader.sample;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionStatus;

/**
 * Says who leads, from this replica's own memory.
 */
@RestController
class LeaderController {

	private final LeaderElection election;

	LeaderController(LeaderElection election) {
		this.election = election;
	}

	@GetMapping("/")
	LeaderElectionStatus leader() {
		return this.election.status();
	}

}
