package io.leader.fencing.http;

import java.util.OptionalLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.HttpHeaders;

import io.leader.fencing.http.Elections.NotLeading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A request belongs to one term, whatever happens while it begins.
 */
class FencedCallTests {

	private final HttpHeaders headers = new HttpHeaders();

	private static FencedCall enter(Elections elections) {
		return FencedCall.enter(elections.election(), Elections::refusal);
	}

	@Test
	void hasTheTokenOfItsTerm() {
		Elections elections = Elections.leading("orders", 7);
		try (FencedCall call = enter(elections)) {
			assertThat(call.token()).isEqualTo(7);
			assertThat(elections.open()).isOne();
		}
		assertThat(elections.open()).isZero();
	}

	@Test
	void doesNotBeginOnAFollower() {
		assertThatExceptionOfType(NotLeading.class).isThrownBy(() -> enter(Elections.following("orders")))
			.withMessage("orders");
	}

	@Test
	void aTermThatBeginsMeanwhileCounts() {
		Elections elections = Elections.leading("orders", OptionalLong.of(7), OptionalLong.of(8));
		try (FencedCall call = enter(elections)) {
			assertThat(call.token()).isEqualTo(8);
			assertThat(elections.begun()).isEqualTo(2);
			assertThat(elections.open()).isOne();
		}
	}

	@Test
	void aTermThatBeginsAfterTheFirstLookCounts() {
		Elections elections = Elections.leading("orders", OptionalLong.empty(), OptionalLong.of(8));
		try (FencedCall call = enter(elections)) {
			assertThat(call.token()).isEqualTo(8);
			assertThat(elections.open()).isOne();
		}
	}

	@ParameterizedTest
	@CsvSource({ "orders,orders", "one two,one%20two", "größe,gr%C3%B6%C3%9Fe" })
	void saysWhichElectionItIsOf(String name, String sent) {
		try (FencedCall call = enter(Elections.leading(name, 7))) {
			call.addTo(this.headers, Elections.HEADERS);
		}
		assertThat(this.headers.get("Leader-Fencing-Token")).containsExactly("7");
		assertThat(this.headers.get("Leader-Fencing-Election")).containsExactly(sent);
	}

	@Test
	void aTokenThatTheWorkTookAtItsBeginningIsLeft() {
		this.headers.add("leader-fencing-token", "7");
		try (FencedCall call = enter(Elections.leading("orders", 7))) {
			call.addTo(this.headers, Elections.HEADERS);
		}
		assertThat(this.headers.get("Leader-Fencing-Token")).containsExactly("7");
		assertThat(this.headers.get("Leader-Fencing-Election")).containsExactly("orders");
	}

	@Test
	void theTokenOfATermThatIsOverIsNotSent() {
		this.headers.add("Leader-Fencing-Token", "6");
		try (FencedCall call = enter(Elections.leading("orders", 7))) {
			assertThatIllegalStateException().isThrownBy(() -> call.addTo(this.headers, Elections.HEADERS))
				.withMessageContaining("token '6' of election 'orders'")
				.withMessageContaining("the present one is 7");
		}
	}

	@Test
	void aRequestIsOfOneElection() {
		try (FencedCall orders = enter(Elections.leading("orders", 7));
				FencedCall reports = enter(Elections.leading("reports", 7))) {
			orders.addTo(this.headers, Elections.HEADERS);
			assertThatIllegalStateException().isThrownBy(() -> reports.addTo(this.headers, Elections.HEADERS))
				.withMessageContaining("of election 'orders' already, and cannot carry one of 'reports'");
		}
	}

}
