package io.leader.fencing.http;

import java.util.Set;

import tools.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

import io.leader.fencing.http.Receiver.Kind;
import io.leader.fencing.http.Receiver.Response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests which requests a receiver accepts and refuses, with MVC and WebFlux.
 */
class FencingTokenFilterTests {

	private static final String TOKEN = "Leader-Fencing-Token";

	private static final String ELECTION = "Leader-Fencing-Election";

	private static Receiver start(Kind kind) {
		return kind.start(false, Set.of(), "/ledger/**");
	}

	private static void assertProblem(Response response, int status, String type) throws Exception {
		assertThat(response.status()).as(response.body()).isEqualTo(status);
		assertThat(response.type()).isEqualTo("application/problem+json");
		JsonNode problem = response.problem();
		assertThat(problem.path("type").asString()).isEqualTo("urn:leader:" + type);
		assertThat(problem.path("status").asInt()).isEqualTo(status);
		assertThat(problem.path("title").asString()).isNotBlank();
		assertThat(problem.path("detail").asString()).isNotBlank();
	}

	@ParameterizedTest
	@EnumSource
	void tokensNeverDecrease(Kind kind) throws Exception {
		Receiver receiver = start(kind);
		assertThat(receiver.post(TOKEN, "41", ELECTION, "orders").status()).isEqualTo(200);
		assertThat(receiver.post(TOKEN, "42", ELECTION, "orders").status()).isEqualTo(200);
		assertThat(receiver.post(TOKEN, "42", ELECTION, "orders").problem().path("token").asLong()).isEqualTo(42);
		Response stale = receiver.post(TOKEN, "41", ELECTION, "orders");
		assertProblem(stale, 409, "stale-fencing-token");
		assertThat(stale.problem().path("election").asString()).isEqualTo("orders");
		assertThat(stale.problem().path("ownToken").asLong()).isEqualTo(41);
		assertThat(stale.problem().path("foundToken").asLong()).isEqualTo(42);
		assertThat(stale.problem().path("detail").asString()).contains("41", "42", "'orders'");
	}

	@ParameterizedTest
	@EnumSource
	void eachElectionHasItsOwnToken(Kind kind) throws Exception {
		Receiver receiver = start(kind);
		assertThat(receiver.post(TOKEN, "42", ELECTION, "orders").status()).isEqualTo(200);
		assertThat(receiver.post(TOKEN, "7", ELECTION, "reports").status()).isEqualTo(200);
		assertThat(receiver.post(TOKEN, "6", ELECTION, "reports").status()).isEqualTo(409);
		assertThat(receiver.post(TOKEN, "5", ELECTION, "a%20b").status()).isEqualTo(200);
		assertThat(receiver.post(TOKEN, "5", ELECTION, "gr%C3%B6%C3%9Fe").problem().path("election").asString())
			.isEqualTo("größe");
	}

	@ParameterizedTest
	@EnumSource
	void otherProgramsMaySendTheTokenAlone(Kind kind) throws Exception {
		Receiver receiver = start(kind);
		assertThat(receiver.post(TOKEN, "42").status()).isEqualTo(200);
		assertProblem(receiver.post(TOKEN, "41"), 409, "stale-fencing-token");
		Receiver ofOrders = kind.start(false, Set.of("orders"), "/ledger/**");
		assertThat(ofOrders.post(TOKEN, "42", ELECTION, "orders").status()).isEqualTo(200);
		assertProblem(ofOrders.post(TOKEN, "41"), 409, "stale-fencing-token");
	}

	@ParameterizedTest
	@EnumSource
	void onlyConfiguredElectionsAreAccepted(Kind kind) throws Exception {
		Receiver receiver = kind.start(false, Set.of("orders", "reports"), "/ledger/**");
		assertThat(receiver.post(TOKEN, "1", ELECTION, "reports").status()).isEqualTo(200);
		assertProblem(receiver.post(TOKEN, "1", ELECTION, "orderz"), 400, "unknown-election");
		Response unnamed = receiver.post(TOKEN, "1");
		assertProblem(unnamed, 400, "unknown-election");
		assertThat(unnamed.problem().path("detail").asString()).contains("requires the header Leader-Fencing-Election");
	}

	@ParameterizedTest
	@EnumSource
	void theLargestTokenIsAccepted(Kind kind) throws Exception {
		Receiver receiver = start(kind);
		assertThat(receiver.post(TOKEN, "0").status()).isEqualTo(200);
		assertThat(receiver.post(TOKEN, "9223372036854775807").status()).isEqualTo(200);
		assertThat(receiver.post(TOKEN, "9223372036854775806").status()).isEqualTo(409);
	}

	@ParameterizedTest
	@EnumSource
	void malformedHeadersAreRefusedAndRaiseNoToken(Kind kind) throws Exception {
		Receiver receiver = start(kind);
		for (String malformed : new String[] { "", "x", "-1", "+1", "1.0", "1e3", "0x10", "9223372036854775808",
				"99999999999999999999", "1".repeat(5000), "7, 8", "٧", "1;2" }) {
			assertProblem(receiver.post(TOKEN, malformed, ELECTION, "orders"), 400, "malformed-fencing-token");
		}
		assertProblem(receiver.post(TOKEN, "7", TOKEN, "7"), 400, "malformed-fencing-token");
		for (String malformed : new String[] { "", "%zz", "%4", "a%0Ab", "a%E2%80%A8b", "a b", "a,b", "größe",
				"a".repeat(254) }) {
			assertProblem(receiver.post(TOKEN, "7", ELECTION, malformed), 400, "malformed-election");
		}
		assertProblem(receiver.post(TOKEN, "7", ELECTION, "a", ELECTION, "b"), 400, "malformed-election");
		assertThat(receiver.post(TOKEN, "0", ELECTION, "orders").status()).isEqualTo(200);
	}

	@ParameterizedTest
	@EnumSource
	void aTokenCanBeRequired(Kind kind) throws Exception {
		assertThat(start(kind).post().status()).isEqualTo(200);
		Receiver receiver = kind.start(true, Set.of(), "/ledger/**");
		assertProblem(receiver.post(), 400, "missing-fencing-token");
		assertProblem(receiver.post(ELECTION, "orders"), 400, "missing-fencing-token");
		assertThat(receiver.post(TOKEN, "1").status()).isEqualTo(200);
		assertThat(receiver.send(HttpMethod.GET, "/ledger/entries", new HttpHeaders()).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@EnumSource
	void otherPathsAreIgnored(Kind kind) throws Exception {
		Receiver receiver = kind.start(true, Set.of(), "ledger/**", "/else");
		HttpHeaders malformed = new HttpHeaders();
		malformed.add(TOKEN, "x");
		assertThat(receiver.send(HttpMethod.POST, "/other", malformed).problem().path("token").isNull()).isTrue();
		assertThat(receiver.post(TOKEN, "x").status()).isEqualTo(400);
	}

	@ParameterizedTest
	@EnumSource
	void noSpellingOfAPathBypassesTheFilter(Kind kind) throws Exception {
		Receiver receiver = start(kind);
		HttpHeaders malformed = new HttpHeaders();
		malformed.add(TOKEN, "x");
		for (String path : new String[] { "/ledger;a=1/entries", "/%6cedger/entries", "/ledger/entries;b" }) {
			assertThat(receiver.send(HttpMethod.POST, path, new HttpHeaders()).status()).as(path).isEqualTo(200);
			assertThat(receiver.send(HttpMethod.POST, path, malformed).status()).as(path).isEqualTo(400);
		}
	}

	@ParameterizedTest
	@EnumSource
	void noRequestIsAcceptedIfTheStoreFails(Kind kind) {
		Receiver receiver = kind.start(new FencingTokenCheck((election, token) -> {
			throw new IllegalStateException("no database");
		}, ScriptedElection.HEADERS, Set.of(), false), "/ledger/**");
		if (kind == Kind.REACTIVE) {
			assertThat(post(receiver, "1")).isEqualTo(500);
		}
		else {
			// MockMvc throws the exception. In production, the servlet container responds
			// with an error.
			assertThatThrownBy(() -> receiver.post(TOKEN, "1")).hasMessageContaining("no database");
		}
	}

	private static int post(Receiver receiver, String token) {
		try {
			return receiver.post(TOKEN, token).status();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
