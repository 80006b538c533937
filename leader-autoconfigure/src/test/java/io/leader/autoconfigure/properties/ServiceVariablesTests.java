package io.leader.autoconfigure.properties;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.leader.autoconfigure.ConfiguredElections;
import io.leader.autoconfigure.LeaderContextTest;
import io.leader.autoconfigure.fencing.http.LeaderHttpFencingAutoConfiguration;
import io.leader.autoconfigure.fencing.jdbc.LeaderJdbcFencingAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the environment variables that Kubernetes sets for a Service have no effect,
 * even if the name of the Service begins like the starter's properties.
 */
@ExtendWith(OutputCaptureExtension.class)
class ServiceVariablesTests extends LeaderContextTest {

	private static Map<String, Object> variablesOf(String service) {
		String prefix = service.toUpperCase(Locale.ROOT).replace('-', '_');
		Map<String, Object> all = new HashMap<>();
		all.put(prefix + "_SERVICE_HOST", "10.0.0.1");
		all.put(prefix + "_SERVICE_PORT", "80");
		all.put(prefix + "_SERVICE_PORT_HTTP", "80");
		all.put(prefix + "_SERVICE_PORT_HTTP_ADMIN", "81");
		all.put(prefix + "_PORT", "tcp://10.0.0.1:80");
		for (String protocol : new String[] { "tcp", "udp", "sctp" }) {
			String port = prefix + "_PORT_80_" + protocol.toUpperCase(Locale.ROOT);
			all.put(port, protocol + "://10.0.0.1:80");
			all.put(port + "_PROTO", protocol);
			all.put(port + "_PORT", "80");
			all.put(port + "_ADDR", "10.0.0.1");
		}
		return all;
	}

	private ApplicationContextRunner with(Map<String, Object> variables) {
		return this.runner
			.withConfiguration(with(LeaderHttpFencingAutoConfiguration.class, LeaderJdbcFencingAutoConfiguration.class))
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
						new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
								variables)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "leader", "leader-elections", "leader-elections-orders", "leader-elections-port",
			"leader-elections-orders-lock", "leader-elections-startup", "leader-elections-orders-fencing-jdbc",
			"leader-election", "leader-fencing", "leader-fencing-http", "leader-fencing-jdbc",
			"leader-fencing-jdbc-postgres", "leader-identity", "leader-kubernetes", "leader-lease-duration",
			"leader-lock", "leader-lock-name", "leader-observations", "leader-primary", "leader-retry-backoffs",
			"leader-shutdown", "leader-startup", "leader-status", "leader-test", "leader-yield" })
	void haveNoEffect(String service, CapturedOutput output) {
		with(variablesOf(service)).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(ConfiguredElections.class).names()).isEmpty();
		});
		assertThat(output).doesNotContain("is not a property of the starter");
	}

	@Test
	void haveNoEffectOnConfiguredElections() {
		Map<String, Object> variables = variablesOf("leader-elections");
		variables.put("LEADER_ELECTIONS_PORT_LEASE_DURATION", "20s");
		variables.put("LEADER_ELECTIONS_SERVICE_LEASE_DURATION", "30s");
		with(variables).withPropertyValues("leader.elections.orders.lease-duration=40s").run((context) -> {
			ConfiguredElections configured = context.getBean(ConfiguredElections.class);
			assertThat(configured.names()).containsExactlyInAnyOrder("port", "service", "orders");
			assertThat(configured.of("port").leaseDuration()).hasSeconds(20);
			assertThat(configured.of("service").leaseDuration()).hasSeconds(30);
			assertThat(configured.of("orders").leaseDuration()).hasSeconds(40);
		});
	}

}
