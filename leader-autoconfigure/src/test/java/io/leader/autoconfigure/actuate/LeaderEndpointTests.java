package io.leader.autoconfigure.actuate;

import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElections;
import io.leader.election.ManualElection;
import io.leader.guard.LeaderOnly;
import io.leader.support.WebApplication;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests the endpoint, the info contributor, the health indicator, and the guard in a
 * running web application, on both web stacks.
 */
class LeaderEndpointTests {

	private static final ObjectMapper json = new ObjectMapper();

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class Application {

		@GetMapping("/settle")
		@LeaderOnly("orders")
		public String settle() {
			return "settled";
		}

	}

	static WebApplication application(WebApplicationType type, String... more) {
		List<String> properties = new ArrayList<>(
				List.of("management.endpoints.web.exposure.include=leader,health,info",
						"management.endpoint.health.show-details=always", "leader.elections.orders.identity=pod-1",
						"leader.elections.mails.test.role=follower", "leader.platform=local", "leader.primary=orders",
						"spring.application.name=test-" + Instant.now().toEpochMilli()));
		properties.addAll(List.of(more));
		return new WebApplication(type, Application.class, properties.toArray(String[]::new));
	}

	static LeaderElection leading(WebApplication application) {
		LeaderElection orders = application.context().getBean(LeaderElections.class).get("orders");
		await(orders::isLeader);
		return orders;
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void showsTheLeader(WebApplicationType type) throws Exception {
		try (WebApplication application = application(type)) {
			leading(application);
			HttpResponse<String> response = application.get("/actuator/leader");
			JsonNode body = json.readTree(response.body());
			assertThat(body.propertyNames()).containsExactly("isLeader", "leader", "node", "timestamp", "elections");
			assertThat(body.path("isLeader").asBoolean()).isTrue();
			assertThat(body.path("leader").asString()).isEqualTo("pod-1");
			assertThat(body.path("node").asString()).isEqualTo("pod-1");
			assertThat(Instant.parse(body.path("timestamp").asString())).isBeforeOrEqualTo(Instant.now());
			JsonNode orders = body.path("elections").path("orders");
			assertThat(orders.propertyNames()).containsExactly("isLeader", "leader", "identity", "lockType", "lockName",
					"since", "transitions", "lastRenewal", "authorityRemaining", "fencingToken", "problems");
			assertThat(orders.path("lockType").asString()).isEqualTo("local");
			assertThat(Duration.parse(orders.path("authorityRemaining").asString())).isPositive();
			assertThat(orders.path("fencingToken").asLong()).isPositive();
			JsonNode mails = body.path("elections").path("mails");
			assertThat(mails.path("isLeader").asBoolean(true)).isFalse();
			assertThat(mails.has("fencingToken")).isFalse();
			assertThat(json.readTree(application.get("/actuator/leader/mails").body())).isEqualTo(mails);
			assertThat(application.get("/actuator/leader/other").statusCode()).isEqualTo(404);
		}
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void yieldsOnlyWhereAccessIsUnrestricted(WebApplicationType type) throws Exception {
		try (WebApplication application = application(type)) {
			LeaderElection orders = leading(application);
			assertThat(application.post("/actuator/leader/orders", "{}").statusCode()).isEqualTo(405);
			assertThat(orders.isLeader()).isTrue();
		}
		try (WebApplication application = application(type, "management.endpoint.leader.access=unrestricted")) {
			LeaderElection orders = leading(application);
			assertThat(application.post("/actuator/leader/orders", "{\"stayOut\":\"soon\"}").statusCode())
				.isEqualTo(400);
			assertThat(application.post("/actuator/leader/orders", "{\"stayOut\":\"-1s\"}").statusCode())
				.isEqualTo(400);
			assertThat(application.post("/actuator/leader/other", "{}").statusCode()).isEqualTo(404);
			assertThat(orders.isLeader()).isTrue();
			HttpResponse<String> response = application.post("/actuator/leader/orders", "{\"stayOut\":\"1h\"}");
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.body()).isEqualTo("{\"election\":\"orders\",\"yielded\":true,\"stayOut\":\"PT1H\"}");
			assertThat(orders.isLeader()).isFalse();
			response = application.post("/actuator/leader/orders", "{}");
			assertThat(response.statusCode()).isEqualTo(409);
			assertThat(response.body()).isEqualTo("{\"election\":\"orders\",\"yielded\":false}");
			response = application.post("/actuator/leader/orders", "{\"stayOut\":\"0s\"}");
			assertThat(response.statusCode()).as("no absence requested").isEqualTo(409);
			assertThat(application.get("/settle").statusCode()).isEqualTo(503);
		}
	}

	/**
	 * The response reports an absence of zero, since an operator would otherwise believe
	 * that the replica stays out.
	 */
	@Test
	void anElectionWithoutALockAcknowledgesNoAbsence() throws Exception {
		try (WebApplication application = application(WebApplicationType.SERVLET,
				"management.endpoint.leader.access=unrestricted", "leader.elections.orders.enabled=false",
				"leader.elections.mails.test.role=leader")) {
			leading(application);
			HttpResponse<String> disabled = application.post("/actuator/leader/orders", "{\"stayOut\":\"1h\"}");
			assertThat(disabled.statusCode()).isEqualTo(409);
			assertThat(disabled.body()).isEqualTo("{\"election\":\"orders\",\"yielded\":false,\"stayOut\":\"PT0S\"}");
			HttpResponse<String> manual = application.post("/actuator/leader/mails", "{\"stayOut\":\"1h\"}");
			assertThat(manual.statusCode()).isEqualTo(200);
			assertThat(manual.body()).isEqualTo("{\"election\":\"mails\",\"yielded\":true,\"stayOut\":\"PT0S\"}");
		}
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void healthInfoAndGuardReflectTheSameState(WebApplicationType type) throws Exception {
		try (WebApplication application = application(type, "leader.elections.orders.test.role=leader",
				"management.endpoint.health.group.readiness.include=readinessState,leader",
				"management.endpoint.health.group.readiness.show-components=always")) {
			assertThat(application.get("/actuator/health/readiness").body()).contains("\"leader\":{")
				.endsWith("\"status\":\"UP\"}");
			ManualElection orders = (ManualElection) application.context().getBean(LeaderElections.class).get("orders");
			JsonNode health = json.readTree(application.get("/actuator/health").body());
			assertThat(health.path("status").asString()).isEqualTo("UP");
			JsonNode details = health.path("components").path("leader").path("details");
			assertThat(details.path("orders").path("isLeader").asBoolean()).isTrue();
			assertThat(details.path("mails").path("isLeader").asBoolean(true)).isFalse();
			JsonNode info = json.readTree(application.get("/actuator/info").body());
			assertThat(info.path("leader").path("orders").path("leader").asString()).isEqualTo("pod-1");
			assertThat(application.get("/settle").body()).isEqualTo("settled");
			orders.revoke();
			HttpResponse<String> refused = application.get("/settle");
			assertThat(refused.statusCode()).isEqualTo(503);
			assertThat(refused.headers().firstValue("Retry-After")).hasValue("2");
			assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
			assertThat(json.readTree(refused.body()).path("election").asString()).isEqualTo("orders");
			assertThat(json.readTree(application.get("/actuator/health").body()).path("status").asString())
				.as("a follower is up")
				.isEqualTo("UP");
		}
	}

	@Test
	void canBeDisabled() throws Exception {
		try (WebApplication application = application(WebApplicationType.SERVLET,
				"management.endpoint.leader.access=none", "management.health.leader.enabled=false",
				"management.info.leader.enabled=false")) {
			assertThat(application.get("/actuator/leader").statusCode()).isEqualTo(404);
			assertThat(application.get("/actuator/health").body()).doesNotContain("\"leader\"");
			assertThat(application.get("/actuator/info").body()).doesNotContain("\"leader\"");
		}
	}

	@Test
	void worksOverJmx() throws Exception {
		try (WebApplication application = application(WebApplicationType.SERVLET, "spring.jmx.enabled=true",
				"management.endpoints.jmx.exposure.include=leader", "management.endpoint.leader.access=unrestricted")) {
			LeaderElection orders = leading(application);
			MBeanServer server = ManagementFactory.getPlatformMBeanServer();
			ObjectName name = server
				.queryNames(new ObjectName("org.springframework.boot:type=Endpoint,name=Leader,*"), null)
				.iterator()
				.next();
			assertThat(server.invoke(name, "leader", new Object[0], new String[0]).toString())
				.contains("isLeader=true");
			assertThat(server
				.invoke(name, "yield", new Object[] { "orders", "1h" },
						new String[] { String.class.getName(), String.class.getName() })
				.toString()).contains("yielded=true");
			assertThat(orders.isLeader()).isFalse();
			await(() -> !orders.status().absence().isZero());
			assertThat(server
				.invoke(name, "endAbsence", new Object[] { "orders" }, new String[] { String.class.getName() })
				.toString()).contains("ended=true");
			leading(application);
			assertThatExceptionOfType(ReflectionException.class)
				.isThrownBy(() -> server.invoke(name, "yield", new Object[] { "orders", "-1s" },
						new String[] { String.class.getName(), String.class.getName() }))
				.withMessageContaining("stayOut is negative");
		}
	}

}
