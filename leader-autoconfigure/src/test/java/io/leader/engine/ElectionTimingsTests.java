package io.leader.engine;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ElectionTimingsTests {

	private static ElectionTimings millis(long lease, long deadline, long retry) {
		return new ElectionTimings(Duration.ofMillis(lease), Duration.ofMillis(deadline), Duration.ofMillis(retry));
	}

	@ParameterizedTest
	@CsvSource({ "10000, 10000, 2000", "15000, 2000, 2000", "15000, 10000, 0", "15000, 10000, -1", "9000, 10000, 2000",
			"0, 0, 0" })
	void rejectsDurationsInTheWrongOrder(long lease, long deadline, long retry) {
		assertThatIllegalArgumentException().isThrownBy(() -> millis(lease, deadline, retry));
	}

	@Test
	void theMessageNamesAllThree() {
		assertThatIllegalArgumentException().isThrownBy(() -> millis(9500, 10000, 2000))
			.withMessageContainingAll("9500ms", "10s", "2s");
	}

	@Test
	void rejectsDurationsThatDoNotFitInARecord() {
		assertThatIllegalArgumentException()
			.isThrownBy(
					() -> new ElectionTimings(Duration.ofDays(30_000), Duration.ofSeconds(10), Duration.ofSeconds(2)))
			.withMessageContaining("2147483647");
	}

	@Test
	void theLeaseIsRoundedUpToWholeSeconds() {
		assertThat(millis(15000, 10000, 2000).leaseDurationSeconds()).isEqualTo(15);
		assertThat(millis(1001, 1000, 100).leaseDurationSeconds()).isEqualTo(2);
		assertThat(millis(500, 400, 100).leaseInForce()).isEqualTo(Duration.ofSeconds(1));
	}

}
