package io.leader.lock;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class LockRecordTests {

	private static final Instant TIME = Instant.parse("2026-03-01T10:00:00.123Z");

	private final LockRecord record = new LockRecord("me", 15, TIME, TIME, 1, "uid/start");

	/**
	 * The clock does not advance between the two renewals.
	 */
	@ParameterizedTest
	@ValueSource(
			strings = { "PT1S", "PT0.01S", "PT0.001S", "PT0.00001S", "PT0.000001S", "PT0.0000001S", "PT0.000000001S" })
	void aRenewalChangesTheRecordAtAnyResolution(Duration resolution) {
		LockRecord first = this.record.renewedAt(TIME, resolution);
		LockRecord second = first.renewedAt(TIME, resolution);
		assertThat(first.isSameAs(this.record, resolution)).isFalse();
		assertThat(second.isSameAs(first, resolution)).isFalse();
		assertThat(second.isSameExceptRenewTime(first, resolution)).isTrue();
		assertThat(second.isSameAs(first.renewedAt(TIME, resolution), resolution)).isTrue();
	}

}
