package io.leader.sample;

import java.util.UUID;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.client.RestClient;

import io.leader.election.LeaderElection;

import static io.leader.sample.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SampleApplicationTests {

	@LocalServerPort
	private int port;

	@Autowired
	private LeaderElection election;

	@DynamicPropertySource
	static void uniqueLock(DynamicPropertyRegistry properties) {
		String name = "sample-" + UUID.randomUUID();
		properties.add("leader.lock-name", () -> name);
		properties.add("leader.platform", () -> "local");
	}

	@Test
	void theOnlyReplicaLeadsAndShowsIt() {
		await(this.election::isLeader);
		String page = RestClient.create("http://localhost:" + this.port).get().uri("/").retrieve().body(String.class);
		assertThat(page).contains("<td class=\"leader\" data-label=\"Leader\">" + this.election.identity() + "</td>",
				"<span class=\"role\">leads</span>");
	}

	@Test
	void aFormOfAnotherSiteCannotMakeAReplicaYield() {
		await(this.election::isLeader);
		assertThat(yieldFrom("Origin", "http://evil.example")).isEqualTo(403);
		assertThat(yieldFrom("Origin", "null")).isEqualTo(403);
		assertThat(yieldFrom("Sec-Fetch-Site", "cross-site")).isEqualTo(403);
		assertThat(this.election.isLeader()).isTrue();
		assertThat(yieldFrom("Origin", "http://localhost:" + this.port)).isEqualTo(303);
	}

	private int yieldFrom(String header, String value) {
		return RestClient.create("http://localhost:" + this.port)
			.post()
			.uri("/yield")
			.header(header, value)
			.contentType(MediaType.APPLICATION_FORM_URLENCODED)
			.body("election=" + this.election.name())
			.exchange((request, response) -> response.getStatusCode().value());
	}

}
