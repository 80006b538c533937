package io.leader.actuate;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionStatus;
import io.leader.election.RemainingTime;
import io.leader.lock.LockCoordinates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class ElectionDescriptionTests {

	private static LeaderElection leader(RemainingTime authority) {
		LeaderElection election = mock();
		given(election.status()).willReturn(
				LeaderElectionStatus.builder("orders", "pod-a", new LockCoordinates("configmaps", "orders", "apps"))
					.leader("pod-a")
					.leading(true)
					.authorityRemaining(authority)
					.build());
		return election;
	}

	@Test
	void aLimitedAuthorityIsIncluded() {
		assertThat(ElectionDescription.of(leader(RemainingTime.of(Duration.ofMillis(9_500)))))
			.containsEntry("authorityRemaining", "PT9.5S");
	}

	@Test
	void anUnlimitedAuthorityIsOmitted() {
		assertThat(ElectionDescription.of(leader(RemainingTime.UNLIMITED))).containsEntry("isLeader", true)
			.doesNotContainKey("authorityRemaining");
	}

}
