package io.leader.kubernetes;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RetryAfterTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-",
			value = { "0|0", "1|1", "3600|3600", "86400|86400", "86401|86400", "999999999999|86400",
					"99999999999999999999999999|86400", "-5|-", "1.5|-", "soon|-", "''|-", "0x10|-",
					"Thu, 01 Jan 2026 00:00:30 GMT|30", "Wed, 31 Dec 2025 23:59:00 GMT|0",
					"Fri, 31 Dec 9999 23:59:59 GMT|86400", "Thu, 01 Jan 99999 00:00:00 GMT|-",
					"Thu, 41 Jan 2026 00:00:30 GMT|-" })
	void aRetryAfterIsBoundedAndComparedWithTheServersOwnClock(String value, Long seconds) {
		assertThat(RetryAfter.parse(value, "Thu, 01 Jan 2026 00:00:00 GMT"))
			.isEqualTo((seconds != null) ? Duration.ofSeconds(seconds) : null);
	}

}
