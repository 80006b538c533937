package io.leader.engine;

import java.time.Duration;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BackoffTests {

	private static final Duration LEASE = Duration.ofSeconds(15);

	private static Backoff backoff(Duration... listed) {
		return new Backoff(new ElectionTimings(LEASE, Duration.ofSeconds(10), Duration.ofSeconds(2), List.of(listed)),
				LEASE, () -> new Random(1));
	}

	private static void assertNext(Backoff backoff, long millis) {
		assertThat(Duration.ofNanos(backoff.next(0))).isBetween(Duration.ofMillis(millis / 2),
				Duration.ofMillis(millis));
	}

	@Test
	void withoutAListThePauseDoublesUpToTheLimit() {
		Backoff backoff = backoff();
		for (long millis : new long[] { 2000, 4000, 8000, 15000, 15000 }) {
			assertNext(backoff, millis);
		}
		backoff.reset();
		assertNext(backoff, 2000);
	}

	@Test
	void aListIsFollowedAndItsLastPauseRepeated() {
		Backoff backoff = backoff(Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(1),
				Duration.ofSeconds(2), Duration.ofSeconds(4));
		for (long millis : new long[] { 100, 500, 1000, 2000, 4000, 4000 }) {
			assertNext(backoff, millis);
		}
		backoff.reset();
		assertNext(backoff, 100);
	}

	@Test
	void whatTheOtherSideAsksForIsHonoured() {
		assertThat(backoff(Duration.ofMillis(100)).next(Duration.ofSeconds(7).toNanos()))
			.isEqualTo(Duration.ofSeconds(7).toNanos());
	}

}
