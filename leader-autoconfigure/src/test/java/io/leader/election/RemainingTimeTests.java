package io.leader.election;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RemainingTimeTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	@Test
	void anUnlimitedTimeIsTheLongest() {
		assertThat(RemainingTime.UNLIMITED).isGreaterThan(RemainingTime.of(Duration.ofSeconds(Long.MAX_VALUE)))
			.isEqualByComparingTo(RemainingTime.UNLIMITED);
		assertThat(RemainingTime.of(SECOND)).isLessThan(RemainingTime.UNLIMITED)
			.isGreaterThan(RemainingTime.NONE)
			.isEqualTo(RemainingTime.of(SECOND));
	}

	@Test
	void onlyALimitedTimeHasADuration() {
		assertThat(RemainingTime.of(SECOND).duration()).hasValue(SECOND);
		assertThat(RemainingTime.of(SECOND).isUnlimited()).isFalse();
		assertThat(RemainingTime.UNLIMITED.duration()).isEmpty();
		assertThat(RemainingTime.UNLIMITED.isUnlimited()).isTrue();
	}

	@Test
	void anElapsedTimeIsZero() {
		assertThat(RemainingTime.of(Duration.ofNanos(-1))).isEqualTo(RemainingTime.NONE);
		assertThat(RemainingTime.NONE.isOver()).isTrue();
		assertThat(RemainingTime.of(Duration.ofNanos(1)).isOver()).isFalse();
		assertThat(RemainingTime.UNLIMITED.isOver()).isFalse();
	}

	@Test
	void atMostReturnsTheShorter() {
		assertThat(RemainingTime.of(SECOND).atMost(Duration.ofMinutes(1))).isEqualTo(SECOND);
		assertThat(RemainingTime.of(Duration.ofMinutes(1)).atMost(SECOND)).isEqualTo(SECOND);
		assertThat(RemainingTime.UNLIMITED.atMost(SECOND)).isEqualTo(SECOND);
	}

	@Test
	void isPrintedAsTheDuration() {
		assertThat(RemainingTime.of(SECOND)).hasToString("PT1S");
		assertThat(RemainingTime.UNLIMITED).hasToString("unlimited");
	}

}
