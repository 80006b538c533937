package io.leader.autoconfigure.actuate;

import java.net.http.HttpResponse;
import java.time.Duration;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.leader.election.LeaderElection;
import io.leader.support.RefusedRequest;
import io.leader.support.WebApplication;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests requests to the endpoint on both web stacks. An invalid request changes nothing,
 * and the response contains the reason. An absence can be ended early.
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
					"Unknown field 'stayout'. Supported: stayOut.");
			RefusedRequest.assertRefused(
					application.post("/actuator/leader/orders",
							"{\"stayOut\":\"10m\",\"reason\":\"drill\",\"b\":\"\"}"),
					"Unknown fields 'b', 'reason'. Supported: stayOut.");
			RefusedRequest.assertRefused(application.post("/actuator/leader/orders?stay-out=10m", "{}"),
					"Unknown field 'stay-out'. Supported: stayOut.");
			RefusedRequest.assertRefused(application.post("/actuator/leader/orders", "{\"stayOut\":\"\"}"),
					"stayOut is empty. Specify a value, or omit the field.");
			RefusedRequest.assertRefused(application.post("/actuator/leader/orders?stayOut=", "{}"),
					"stayOut is empty. Specify a value, or omit the field.");
			RefusedRequest.assertRefused(application.post("/actuator/leader/orders", "{\"stayOut\":\"soon\"}"),
					"stayOut is 'soon', which is not a valid duration. Use a duration such as 30s or PT30S.");
			RefusedRequest.assertRefused(application.post("/actuator/leader/orders", "{\"stayOut\":\"-1s\"}"),
					"stayOut is negative (-1s). Use a duration such as 30s or PT30S.");
			RefusedRequest.assertRefused(application.delete("/actuator/leader/orders?now=true"),
					"Unknown field 'now'. No fields are supported.");
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
					"Election 'orders': yield and absence of PT1H \\(until .*Z\\) requested through the endpoint");
			JsonNode facts = json.readTree(application.get("/actuator/leader/orders").body());
			assertThat(Duration.parse(facts.path("absence").asString())).isPositive();
			await(() -> !orders.status().absence().isZero());
			JsonNode shorter = json
				.readTree(application.post("/actuator/leader/orders", "{\"stayOut\":\"1m\"}").body());
			assertThat(Duration.parse(shorter.path("stayOut").asString())).as("the longer absence remains")
				.isBetween(Duration.ofMinutes(55), Duration.ofHours(1));
			assertThat(output).containsPattern("yield and absence of PT1M \\(until .*Z\\) requested through the "
					+ "endpoint; the longer absence requested earlier applies");
			HttpResponse<String> response = application.delete("/actuator/leader/orders");
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.body()).isEqualTo("{\"election\":\"orders\",\"ended\":true}");
			LeaderEndpointTests.leading(application);
			assertThat(json.readTree(application.get("/actuator/leader/orders").body()).has("absence")).isFalse();
			assertThat(output).contains("Election 'orders': absence ended, as requested through the endpoint")
				.doesNotContain("yield requested");
			application.post("/actuator/leader/orders", "{}");
			assertThat(output).contains("Election 'orders': yield requested through the endpoint");
		}
		try (WebApplication application = LeaderEndpointTests.application(type)) {
			assertThat(application.delete("/actuator/leader/orders").statusCode()).as("read-only").isEqualTo(405);
		}
	}

}
