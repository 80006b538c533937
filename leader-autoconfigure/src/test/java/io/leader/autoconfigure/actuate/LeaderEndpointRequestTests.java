package io.leader.autoconfigure.actuate;

import java.net.http.HttpResponse;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.leader.election.LeaderElection;
import io.leader.support.RefusedRequest;
import io.leader.support.WebApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests requests to the endpoint on both web stacks: an invalid request changes nothing
 * and is answered with the reason, and an absence can be ended early.
 */
@ExtendWith(OutputCaptureExtension.class)
class LeaderEndpointRequestTests {

	private static final ObjectMapper json = new ObjectMapper();

	private static WebApplication unrestricted(WebApplicationType type) {
		return LeaderEndpointTests.application(type, "management.endpoint.leader.access=unrestricted");
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void anInvalidRequestIsRefusedWithASentence(WebApplicationType type) throws Exception {
		try (WebApplication application = unrestricted(type)) {
			LeaderElection orders = LeaderEndpointTests.leading(application);
			RefusedRequest.assertRefused(application.post("/actuator/leader/orders", "{\"stayout\":\"10m\"}"),
					"There is no field 'stayout'. The known one is stayOut.");
			RefusedRequest.assertRefused(
					application.post("/actuator/leader/orders",
							"{\"stayOut\":\"10m\",\"reason\":\"drill\",\"b\":\"\"}"),
					"There are no fields 'b', 'reason'. The known one is stayOut.");
			RefusedRequest.assertRefused(application.post("/actuator/leader/orders?stay-out=10m", "{}"),
					"There is no field 'stay-out'. The known one is stayOut.");
			RefusedRequest.assertRefused(application.post("/actuator/leader/orders", "{\"stayOut\":\"\"}"),
					"stayOut is empty. Give it a value, or leave it out.");
			RefusedRequest.assertRefused(application.post("/actuator/leader/orders?stayOut=", "{}"),
					"stayOut is empty. Give it a value, or leave it out.");
			RefusedRequest.assertRefused(application.post("/actuator/leader/orders", "{\"stayOut\":\"soon\"}"),
					"stayOut is 'soon', which is no duration.");
			RefusedRequest.assertRefused(application.post("/actuator/leader/orders", "{\"stayOut\":\"-1s\"}"),
					"stayOut must be a duration such as 30s or PT30S, and not negative");
			RefusedRequest.assertRefused(application.delete("/actuator/leader/orders?now=true"),
					"There is no field 'now'. There are none.");
			assertThat(orders.isLeader()).isTrue();
			assertThat(orders.status().absence()).isZero();
			assertThat(application.get("/actuator/leader/orders?trace=1").statusCode()).as("reading changes nothing")
				.isEqualTo(200);
		}
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void anAbsenceIsLoggedAndCanBeEnded(WebApplicationType type, CapturedOutput output) throws Exception {
		try (WebApplication application = unrestricted(type)) {
			LeaderElection orders = LeaderEndpointTests.leading(application);
			assertThat(application.delete("/actuator/leader/other").statusCode()).isEqualTo(404);
			assertThat(application.delete("/actuator/leader/orders").body()).as("without an absence")
				.isEqualTo("{\"election\":\"orders\",\"ended\":false}");
			assertThat(orders.isLeader()).isTrue();
			application.post("/actuator/leader/orders", "{\"stayOut\":\"1h\"}");
			assertThat(orders.isLeader()).isFalse();
			assertThat(output).containsPattern(
					"Election 'orders': asked over the endpoint to yield and to stay out for PT1H, until .*Z");
			JsonNode facts = json.readTree(application.get("/actuator/leader/orders").body());
			assertThat(Duration.parse(facts.path("absence").asText())).isPositive();
			HttpResponse<String> response = application.delete("/actuator/leader/orders");
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.body()).isEqualTo("{\"election\":\"orders\",\"ended\":true}");
			LeaderEndpointTests.leading(application);
			assertThat(json.readTree(application.get("/actuator/leader/orders").body()).has("absence")).isFalse();
			assertThat(output).contains("Election 'orders': asked over the endpoint to end its absence");
		}
		try (WebApplication application = LeaderEndpointTests.application(type)) {
			assertThat(application.delete("/actuator/leader/orders").statusCode()).as("read-only").isEqualTo(405);
		}
	}

}
