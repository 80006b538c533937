package io.leader.engine.machine;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RulesTests {

	private static final long LEASE = Duration.ofSeconds(15).toNanos();

	private static final Rules.Traits TRAITS = new Rules.Traits(false, false, Duration.ofSeconds(1));

	private static Rules rules(Duration... listed) {
		return new Rules(LEASE, 15, Duration.ofSeconds(10).toNanos(), Duration.ofSeconds(2).toNanos(),
				Arrays.stream(listed).map(Duration::toNanos).toList(), 0, 0, true, false, TRAITS);
	}

	private static void assertPauses(Rules rules, long... millis) {
		for (int failures = 0; failures < millis.length; failures++) {
			Duration longest = Duration.ofMillis(millis[failures]);
			assertThat(rules.pause(failures, LEASE)).as("after %d failures", failures)
				.isEqualTo(new Window(longest.toNanos() / 2, longest.toNanos()));
		}
	}

	@Test
	void withoutConfiguredPausesThePauseDoublesUpToTheLimit() {
		assertPauses(rules(), 2000, 4000, 8000, 15000, 15000);
	}

	@Test
	void configuredPausesAreUsedAndTheLastOneIsRepeated() {
		assertPauses(rules(Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2),
				Duration.ofSeconds(4)), 100, 500, 1000, 2000, 4000, 4000);
	}

	@Test
	void aPauseThatIsTooLongToBeDoubledDoesNotBecomeNegative() {
		long retryPeriod = Duration.ofDays(36_500).toNanos();
		Rules rules = new Rules(LEASE, 15, 0, retryPeriod, List.of(), 0, 0, true, false, TRAITS);
		assertThat(rules.pause(20, LEASE)).isEqualTo(new Window(retryPeriod / 2, retryPeriod));
	}

	@Test
	void theSpreadAddsUpToALeaseDuration() {
		Duration spread = Duration.ofSeconds(1);
		assertThat(spread(spread, 0)).isZero();
		assertThat(spread(spread, 3)).isEqualTo(3 * spread.toNanos());
		assertThat(spread(spread, 15)).isEqualTo(LEASE);
		assertThat(spread(spread, 16)).isEqualTo(LEASE);
		assertThat(spread(Duration.ofDays(36_500), 0)).isZero();
		assertThat(spread(Duration.ofDays(36_500), 3)).as("does not overflow").isEqualTo(LEASE);
	}

	private static long spread(Duration spread, int othersLed) {
		return new Rules(LEASE, 15, 0, 0, List.of(), 0, spread.toNanos(), true, false, TRAITS).extraWait(othersLed);
	}

	@Test
	void aRetryDelayFromTheServerIsHonored() {
		long asked = Duration.ofSeconds(7).toNanos();
		assertThat(rules(Duration.ofMillis(100)).pause(0, LEASE).notBefore(asked)).isEqualTo(Window.at(asked));
	}

}
