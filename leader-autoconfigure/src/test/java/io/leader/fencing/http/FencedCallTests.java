package io.leader.fencing.http;

import java.util.OptionalLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.HttpHeaders;

import io.leader.fencing.http.ScriptedElection.NotLeading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests that a request belongs to exactly one term, even if the term changes while the
 * request begins.
 */
class FencedCallTests {

	private final HttpHeaders headers = new HttpHeaders();

	private static FencedCall enter(ScriptedElection scripted) {
		return FencedCall.enter(scripted.election(), ScriptedElection::refusal);
	}

	@Test
	void hasTheTokenOfItsTerm() {
		ScriptedElection scripted = ScriptedElection.leading("orders", 7);
		try (FencedCall call = enter(scripted)) {
			assertThat(call.token()).isEqualTo(7);
			assertThat(scripted.open()).isOne();
		}
		assertThat(scripted.open()).isZero();
	}

	@Test
	void doesNotBeginOnAFollower() {
		assertThatExceptionOfType(NotLeading.class).isThrownBy(() -> enter(ScriptedElection.following("orders")))
			.withMessage("orders");
	}

	@Test
	void usesATermThatBeginsMeanwhile() {
		ScriptedElection scripted = ScriptedElection.leading("orders", OptionalLong.of(7), OptionalLong.of(8));
		try (FencedCall call = enter(scripted)) {
			assertThat(call.token()).isEqualTo(8);
			assertThat(scripted.begun()).isEqualTo(2);
			assertThat(scripted.open()).isOne();
		}
	}

	@Test
	void usesATermThatBeginsAfterTheFirstLook() {
		ScriptedElection scripted = ScriptedElection.leading("orders", OptionalLong.empty(), OptionalLong.of(8));
		try (FencedCall call = enter(scripted)) {
			assertThat(call.token()).isEqualTo(8);
			assertThat(scripted.open()).isOne();
		}
	}

	@ParameterizedTest
	@CsvSource({ "orders,orders", "one two,one%20two", "größe,gr%C3%B6%C3%9Fe" })
	void namesItsElection(String name, String sent) {
		try (FencedCall call = enter(ScriptedElection.leading(name, 7))) {
			call.addTo(this.headers, ScriptedElection.HEADERS);
		}
		assertThat(this.headers.get("Leader-Fencing-Token")).containsExactly("7");
		assertThat(this.headers.get("Leader-Fencing-Election")).containsExactly(sent);
	}

	@Test
	void keepsATokenThatTheWorkHasAdded() {
		this.headers.add("leader-fencing-token", "7");
		try (FencedCall call = enter(ScriptedElection.leading("orders", 7))) {
			call.addTo(this.headers, ScriptedElection.HEADERS);
		}
		assertThat(this.headers.get("Leader-Fencing-Token")).containsExactly("7");
		assertThat(this.headers.get("Leader-Fencing-Election")).containsExactly("orders");
	}

	@Test
	void refusesTheTokenOfAnEarlierTerm() {
		this.headers.add("Leader-Fencing-Token", "6");
		try (FencedCall call = enter(ScriptedElection.leading("orders", 7))) {
			assertThatIllegalStateException().isThrownBy(() -> call.addTo(this.headers, ScriptedElection.HEADERS))
				.withMessageContaining("token '6' of election 'orders'")
				.withMessageContaining("the current token is 7");
		}
	}

	@Test
	void aRequestBelongsToOneElection() {
		try (FencedCall orders = enter(ScriptedElection.leading("orders", 7));
				FencedCall reports = enter(ScriptedElection.leading("reports", 7))) {
			orders.addTo(this.headers, ScriptedElection.HEADERS);
			assertThatIllegalStateException().isThrownBy(() -> reports.addTo(this.headers, ScriptedElection.HEADERS))
				.withMessageContaining("of election 'orders' and cannot carry one of election 'reports'");
		}
	}

}
