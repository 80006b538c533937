package io.leader.sample.sidecar;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class GoDurationTests {

	@ParameterizedTest
	@CsvSource({ "10s, PT10S", "300ms, PT0.3S", "1.5h, PT1H30M", "2h45m, PT2H45M", "1m0s, PT1M", ".5s, PT0.5S",
			"1us, PT0.000001S", "1µs, PT0.000001S", "7ns, PT0.000000007S" })
	void parsesDurationsOfGo(String text, Duration duration) {
		assertThat(GoDuration.parse(text)).isEqualTo(duration);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "10", "s", "10 s", "-1s", "10x", "1s5", "1s 5s", "0s", "PT10S", "99999999999999h" })
	void refusesEverythingElse(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> GoDuration.parse(text));
	}

}
