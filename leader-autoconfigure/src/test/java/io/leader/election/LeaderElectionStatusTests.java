package io.leader.election;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.leader.lock.LockCoordinates;

import static org.assertj.core.api.Assertions.assertThat;

class LeaderElectionStatusTests {

	private static LeaderElectionStatusBuilder builder() {
		return LeaderElectionStatus.builder("orders", "pod-a", new LockCoordinates("leases", "orders", "apps"));
	}

	@Test
	void defaultsToAFollowerThatHasNotSeenALock() {
		LeaderElectionStatus status = builder().build();
		assertThat(status.election()).isEqualTo("orders");
		assertThat(status.identity()).isEqualTo("pod-a");
		assertThat(status.lock()).isEqualTo(new LockCoordinates("leases", "orders", "apps"));
		assertThat(status.leader()).isNull();
		assertThat(status.leading()).isFalse();
		assertThat(status.since()).isNull();
		assertThat(status.transitions()).isZero();
		assertThat(status.lastRenewal()).isNull();
		assertThat(status.authorityRemaining()).isEqualTo(RemainingTime.NONE);
		assertThat(status.fencingToken()).isNull();
		assertThat(status.absence()).isZero();
		assertThat(status.problems()).isEmpty();
		assertThat(status.problem()).isNull();
		assertThat(status.failure()).isNull();
	}

	@Test
	void hasTheValuesThatWereSet() {
		Instant since = Instant.ofEpochSecond(1);
		Instant renewed = Instant.ofEpochSecond(2);
		List<String> problems = new ArrayList<>(List.of("worse", "bad"));
		LeaderElectionStatus status = builder().leader("pod-a")
			.leading(true)
			.since(since)
			.transitions(3)
			.lastRenewal(renewed)
			.authorityRemaining(RemainingTime.UNLIMITED)
			.fencingToken(4L)
			.absence(Duration.ofSeconds(5))
			.problems(problems)
			.failure("out of reach")
			.build();
		problems.clear();
		assertThat(status.leader()).isEqualTo("pod-a");
		assertThat(status.leading()).isTrue();
		assertThat(status.since()).isEqualTo(since);
		assertThat(status.transitions()).isEqualTo(3);
		assertThat(status.lastRenewal()).isEqualTo(renewed);
		assertThat(status.authorityRemaining().isUnlimited()).isTrue();
		assertThat(status.fencingToken()).isEqualTo(4);
		assertThat(status.absence()).hasSeconds(5);
		assertThat(status.problems()).containsExactly("worse", "bad");
		assertThat(status.problem()).isEqualTo("worse");
		assertThat(status.failure()).isEqualTo("out of reach");
	}

	@Test
	void isComparedAndPrintedByContent() {
		assertThat(builder().leader("pod-b").build()).isEqualTo(builder().leader("pod-b").build())
			.hasSameHashCodeAs(builder().leader("pod-b").build())
			.isNotEqualTo(builder().leader("pod-c").build());
		assertThat(builder().leader("pod-b").build().toString()).contains("orders", "pod-a", "leader=pod-b");
	}

}
