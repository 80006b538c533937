package io.leader.kubernetes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class LabelTests {

	@ParameterizedTest
	@CsvSource({ "role=leader, role, leader", "leader.io/orders=true, leader.io/orders, true", "role=, role, ''",
			"a.b-c/D_e.f=G_h.i, a.b-c/D_e.f, G_h.i" })
	void parsesAKeyAndAValue(String text, String key, String value) {
		assertThat(Label.of(text)).contains(new Label(key, value));
	}

	@ParameterizedTest
	@ValueSource(strings = { "nonsense", "=true", "a/b/c=true", "a=b=c", "Upper.io/a=true", "role=not a value", "-a=b",
			"a=-b", "" })
	void refusesEverythingElse(String text) {
		assertThat(Label.of(text)).isEmpty();
	}

	@Test
	void keysAndValuesHaveAtMost63Characters() {
		String longest = "a".repeat(63);
		assertThat(Label.of(longest + "=" + longest)).isPresent();
		assertThat(Label.of(longest + "a=b")).isEmpty();
		assertThat(Label.isValue(longest + "a")).isFalse();
	}

}
