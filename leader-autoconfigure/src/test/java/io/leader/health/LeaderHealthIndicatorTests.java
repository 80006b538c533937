package io.leader.health;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;
import org.mockito.Mockito;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionStatus;
import io.leader.election.LeaderElections;
import io.leader.lock.LockCoordinates;

import static org.assertj.core.api.Assertions.assertThat;

class LeaderHealthIndicatorTests {

	private static LeaderElection election(String name, boolean leading, List<String> problems, String failure) {
		LeaderElection election = Mockito.mock(LeaderElection.class);
		BDDMockito.given(election.name()).willReturn(name);
		BDDMockito.given(election.status())
			.willReturn(LeaderElectionStatus.builder(name, "me", new LockCoordinates("leases", name, "ns"))
				.leader(leading ? "me" : "other")
				.leading(leading)
				.problems(problems)
				.failure(failure)
				.build());
		return election;
	}

	private static Health health(LeaderElection... elections) {
		return new LeaderHealthIndicator(new LeaderElections() {

			@Override
			public Optional<LeaderElection> find(String name) {
				return Optional.empty();
			}

			@Override
			public Iterator<LeaderElection> iterator() {
				return List.of(elections).iterator();
			}

		}).health();
	}

	@Test
	void followersAndLeadersAreUp() {
		Health health = health(election("a", true, List.of(), null),
				election("b", false, List.of("may not watch"), null));
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails().get("a").toString()).contains("isLeader=true");
		assertThat(health.getDetails().get("b").toString()).contains("leader=other", "may not watch");
	}

	@Test
	void isDownIfOneElectionDoesNotWork() {
		Health health = health(election("a", true, List.of(), null),
				election("b", false, List.of("cut off"), "out of reach"), election("c", false, List.of(), null));
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails().get("b").toString()).contains("failure=out of reach");
	}

}
