package io.leader.metrics;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionStatus;
import io.leader.election.RemainingTime;
import io.leader.lock.LockCoordinates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests that a leader for life never triggers an alert on an authority that is about to
 * end.
 */
class AuthorityForLifeTests {

	@Test
	void isAFiniteNumberThatIsLargerThanAnyOther() {
		LeaderElection election = mock();
		given(election.name()).willReturn("orders");
		given(election.status()).willReturn(
				LeaderElectionStatus.builder("orders", "pod-a", new LockCoordinates("configmaps", "orders", "apps"))
					.authorityRemaining(RemainingTime.UNLIMITED)
					.build());
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		new LeaderMetrics(registry).registered(election);
		assertThat(registry.get("leader.authority.remaining").gauge().value()).isFinite()
			.isGreaterThanOrEqualTo(Long.MAX_VALUE);
	}

}
