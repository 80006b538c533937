package io.leader.autoconfigure.fencing.http;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.json.JsonTest;
import org.springframework.boot.webflux.test.autoconfigure.WebFluxTest;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.http.HttpStatus;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.client.RestClient;

import io.leader.election.ManualElection;
import io.leader.fencing.http.RestClientFencing;
import io.leader.guard.NotLeaderException;
import io.leader.test.LeaderElectionTest;
import io.leader.test.LeaderElectionTest.As;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that fencing is part of the test slices of an application.
 */
class FencedSliceTests {

	private static final String TOKEN = "Leader-Fencing-Token";

	@Nested
	@WebMvcTest(properties = "leader.fencing.http.receiver.paths=/ledger/**")
	@ContextConfiguration(classes = Ledger.class)
	class Mvc {

		@Test
		void compares(@Autowired MockMvcTester mvc) {
			assertThat(mvc.post().uri("/ledger/entries").header(TOKEN, 42)).hasStatusOk();
			assertThat(mvc.post().uri("/ledger/entries").header(TOKEN, 41)).hasStatus(HttpStatus.CONFLICT);
		}

	}

	@Nested
	@WebFluxTest(properties = "leader.fencing.http.receiver.paths=/ledger/**")
	@ContextConfiguration(classes = Ledger.class)
	class WebFlux {

		@Test
		void compares(@Autowired WebTestClient client) {
			client.post().uri("/ledger/entries").header(TOKEN, "42").exchange().expectStatus().isOk();
			client.post().uri("/ledger/entries").header(TOKEN, "41").exchange().expectStatus().isEqualTo(409);
		}

	}

	@Nested
	@JsonTest(properties = "spring.application.name=orders")
	@ContextConfiguration(classes = Ledger.class)
	@LeaderElectionTest(As.FOLLOWER)
	class Other {

		@Test
		void refusesToSend(@Autowired RestClientFencing fencing, @Autowired ManualElection election) {
			RestClient client = RestClient.builder().apply(fencing.forElection(election)).build();
			assertThatExceptionOfType(NotLeaderException.class)
				.isThrownBy(() -> client.get().uri("http://ledger").retrieve().toBodilessEntity());
		}

	}

}
