package io.leader.kubernetes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ObjectNamesTests {

	@ParameterizedTest
	@ValueSource(strings = { "a", "orders", "orders-2.eu", "0" })
	void aNameIsASubdomain(String name) {
		assertThat(ObjectNames.isName(name)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-a", "a-", "a..b", "a.-b", "Orders", "a_b", "a b" })
	void anythingElseIsInvalid(String name) {
		assertThat(ObjectNames.isName(name)).isFalse();
		assertThat(ObjectNames.isNamespace(name)).isFalse();
	}

	@Test
	void aNamespaceIsOneLabel() {
		assertThat(ObjectNames.isNamespace("shop")).isTrue();
		assertThat(ObjectNames.isNamespace("shop.eu")).isFalse();
	}

	@Test
	void bothHaveAMaximumLength() {
		assertThat(ObjectNames.isName("a".repeat(253))).isTrue();
		assertThat(ObjectNames.isName("a".repeat(254))).isFalse();
		assertThat(ObjectNames.isNamespace("a".repeat(63))).isTrue();
		assertThat(ObjectNames.isNamespace("a".repeat(64))).isFalse();
	}

}
