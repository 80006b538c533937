package io.leader.autoconfigure.fencing.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

import io.leader.election.LeaderElection;
import io.leader.fencing.jdbc.JdbcFencing;
import io.leader.fencing.jdbc.LeaderFencingEndpoint;
import io.leader.support.RefusedRequest;
import io.leader.support.WebApplication;

import static io.leader.support.Await.await;
import static io.leader.support.Await.awaitAsserted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests the endpoint that resets a token after a backup was restored or a lock was moved.
 */
@ExtendWith(OutputCaptureExtension.class)
class LeaderFencingEndpointTests {

	private static WebApplication application(String... more) {
		List<String> properties = new ArrayList<>(List.of("management.endpoints.web.exposure.include=leaderfencing",
				"leader.platform=local", "leader.lock-name=test-" + UUID.randomUUID(), "leader.retry-period=100ms",
				"leader.elections.orders.fencing.jdbc.enabled=true",
				"spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID()));
		properties.addAll(List.of(more));
		return new WebApplication(WebApplicationType.SERVLET, Application.class, properties.toArray(String[]::new));
	}

	private static void awaitLeading(LeaderElection election) {
		await(election::isLeader);
	}

	@Test
	void theNextTermCanBeginAfterAReset(CapturedOutput output) throws Exception {
		try (WebApplication application = application("management.endpoint.leaderfencing.access=unrestricted")) {
			LeaderElection election = application.context().getBean(LeaderElection.class);
			awaitLeading(election);
			long first = election.fencingToken().orElseThrow();
			assertThat(application.get("/actuator/leaderfencing").body())
				.isEqualTo("{\"elections\":{\"orders\":" + first + "}}");
			application.context()
				.getBean(JdbcTemplate.class)
				.update("UPDATE leader_fencing_token SET token = 4000000000000000000");
			election.yieldLeadership();
			awaitAsserted(() -> assertThat(election.status().problem())
				.contains("the table leader_fencing_token has 4000000000000000000"));
			assertRefused(application, "others", "{}",
					"There is no fenced election 'others'. Fenced elections: orders.");
			assertRefused(application, "orders", "{\"token\":-1}", "token must be a non-negative number");
			assertRefused(application, "orders", "{\"token\":\"x\"}", "token is 'x', which is not a valid long.");
			assertRefused(application, "orders", "{\"token\":\"\"}",
					"token is empty. Specify a value, or omit the field.");
			assertRefused(application, "orders", "{\"tokn\":5}", "Unknown field 'tokn'. Supported: token.");
			assertRefused(application, "orders", "{\"token\":4000000000000000001}",
					"token is 4000000000000000001, but the largest token of election 'orders' is 4000000000000000000: "
							+ "a reset can only lower it.");
			assertThat(application.get("/actuator/leaderfencing").body())
				.isEqualTo("{\"elections\":{\"orders\":4000000000000000000}}");
			assertThat(election.isLeader()).isFalse();
			assertThat(application.post("/actuator/leaderfencing/orders", "{}").body())
				.isEqualTo("{\"election\":\"orders\",\"former\":4000000000000000000,\"token\":0}");
			awaitLeading(election);
			assertThat(output).contains(
					"Election 'orders': fencing token reset from 4000000000000000000 to 0, as requested through the endpoint");
		}
	}

	private static void assertRefused(WebApplication application, String election, String body, String sentence)
			throws Exception {
		RefusedRequest.assertRefused(application.post("/actuator/leaderfencing/" + election, body), sentence);
	}

	@Test
	void isReadOnlyByDefault() throws Exception {
		try (WebApplication application = application()) {
			awaitLeading(application.context().getBean(LeaderElection.class));
			assertThat(application.get("/actuator/leaderfencing").statusCode()).isEqualTo(200);
			assertThat(application.post("/actuator/leaderfencing/orders", "{}").statusCode()).isIn(404, 405);
		}
	}

	@Test
	void withoutFencingThereIsNothingToReset() {
		LeaderFencingEndpoint endpoint = new LeaderFencingEndpoint(new JdbcFencing((election) -> Duration.ZERO));
		assertThat(endpoint.tokens()).containsEntry("elections", Map.of());
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> endpoint.reset("orders", null))
			.withMessage("There is no fenced election: leader.fencing.jdbc.enabled is not true for any election.");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
