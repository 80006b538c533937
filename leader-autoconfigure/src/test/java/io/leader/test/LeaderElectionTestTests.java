package io.leader.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.integration.leader.event.AbstractLeaderEvent;

import io.leader.election.ManualElection;
import io.leader.guard.LeaderOnly;
import io.leader.support.ImportElections;
import io.leader.test.LeaderElectionTest.As;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests how an application's test controls elections.
 */
@SpringBootTest(properties = "spring.application.name=orders", classes = LeaderElectionTestTests.Application.class)
@LeaderElectionTest(As.FOLLOWER)
@TestMethodOrder(MethodOrderer.MethodName.class)
class LeaderElectionTestTests {

	@Configuration(proxyBeanMethods = false)
	@ImportElections
	static class Application {

		@Bean
		Settlement settlement() {
			return new Settlement();
		}

	}

	static class Settlement {

		final List<String> events = new CopyOnWriteArrayList<>();

		int settled;

		@LeaderOnly
		void settle() {
			this.settled++;
		}

		@EventListener
		void on(AbstractLeaderEvent event) {
			this.events.add(event.getClass().getSimpleName());
		}

		int settled() {
			return this.settled;
		}

		List<String> events() {
			return this.events;
		}

	}

	@Autowired
	private ManualElection election;

	@Autowired
	private Settlement settlement;

	@Test
	void aFirstTestLeavesTheElectionGranted() {
		assertThat(this.election.isLeader()).isFalse();
		this.settlement.settle();
		assertThat(this.settlement.settled()).isZero();
		this.election.grant();
		this.settlement.settle();
		assertThat(this.settlement.settled()).isOne();
		assertThat(this.settlement.events()).containsExactly("OnGrantedEvent");
	}

	@Test
	void theNextTestStartsAsAFollowerAgain() {
		assertThat(this.election.isLeader()).isFalse();
	}

	@Nested
	class InheritsTheAnnotation {

		@Test
		void isAFollowerToo(@Autowired ManualElection election) {
			assertThat(election.isLeader()).isFalse();
		}

	}

	@Nested
	@SpringBootTest(properties = "spring.application.name=orders", classes = Application.class)
	@LeaderElectionTest
	class AsLeader {

		@Test
		void leadsImmediatelyAndWasNotified(@Autowired ManualElection election, @Autowired Settlement settlement) {
			assertThat(election.isLeader()).isTrue();
			assertThat(settlement.events()).containsExactly("OnGrantedEvent");
			election.revoke();
			assertThat(settlement.events()).containsExactly("OnGrantedEvent", "OnRevokedEvent");
			settlement.settle();
			assertThat(settlement.settled()).isZero();
		}

	}

}
