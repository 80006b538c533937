package io.leader.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;

import io.fabric8.kubernetes.client.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the configuration errors that prevent an application from starting, and how they
 * are reported.
 */
class LeaderConfigurationFailureTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(LeaderContextTest.with())
		.withPropertyValues("leader.lock-name=orders", "leader.platform=local");

	private FailureAnalysis failure(String... properties) {
		return LeaderContextTest.analysis(this.runner.withPropertyValues(properties));
	}

	@Test
	void reportsAMissingName() {
		new ApplicationContextRunner().withConfiguration(LeaderContextTest.with())
			.withPropertyValues("leader.platform=local")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContainingAll("leader.lock-name", "spring.application.name"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Order Service", "UPPER", "-dash", "dot.", "" })
	void refusesInvalidLockNames(String bad) {
		FailureAnalysis analysis = failure("leader.lock-name=" + bad);
		assertThat(analysis.getDescription()).contains("leader.lock-name", "'" + bad + "'");
		assertThat(analysis.getAction()).contains("leader.lock-name");
	}

	@Test
	void refusesAnUnknownLockTypeAndListsTheKnownOnes() {
		FailureAnalysis analysis = failure("leader.lock-type=zookeeper");
		assertThat(analysis.getDescription()).contains("leader.lock-type", "zookeeper");
		assertThat(analysis.getAction())
			.endsWith("configmaps, endpoints, leases, or to the qualifier or bean name of an ElectionLockFactory.");
	}

	@ParameterizedTest
	@CsvSource({ "10s,10s,2s", "15s,10s,10s", "15s,10s,0s", "-1s,10s,2s" })
	void refusesImpossibleDurations(String lease, String deadline, String retry) {
		FailureAnalysis analysis = failure("leader.lease-duration=" + lease, "leader.renew-deadline=" + deadline,
				"leader.retry-period=" + retry);
		assertThat(analysis.getDescription()).contains("leader.lease-duration", "leader.renew-deadline",
				"leader.retry-period", lease, deadline, retry);
		assertThat(analysis.getAction()).contains("15s");
	}

	@Test
	void theViolatedRelationComesFirst() {
		assertThat(failure("leader.retry-period=20s").getDescription())
			.isEqualTo("leader.retry-period (20s) must be shorter than leader.renew-deadline (10s). The values of "
					+ "leader.lease-duration, leader.renew-deadline, and leader.retry-period are 15s, 10s, and 20s.");
	}

	@Test
	void refusesAnEmptyIdentityAndNegativeTimeouts() {
		assertThat(failure("leader.identity= ").getDescription()).contains("leader.identity");
		assertThat(failure("leader.shutdown.timeout=-1s").getDescription()).contains("leader.shutdown.timeout");
		assertThat(failure("leader.namespace=No_Such").getDescription()).contains("leader.namespace", "No_Such");
	}

	@Test
	void refusesKubernetesWithoutAnyConfiguration(@TempDir Path home) {
		withKubeconfig(home.resolve("absent").toString(), () -> {
			FailureAnalysis analysis = failure("leader.platform=kubernetes");
			assertThat(analysis.getDescription()).startsWith("leader.platform is 'kubernetes', but ")
				.contains("kubeconfig", "absent");
			assertThat(analysis.getAction()).contains("KUBECONFIG", "KubernetesConnectionDetails", "leader.platform");
			assertThat(failure("leader.elections.a.platform=kubernetes").getDescription())
				.startsWith("leader.elections.a.platform is 'kubernetes', but ");
		});
	}

	@Test
	void refusesAKubeconfigThatNamesNoNamespace(@TempDir Path home) throws Exception {
		Path file = home.resolve("config");
		Files.writeString(file, """
				apiVersion: v1
				kind: Config
				clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
				users: [{name: u, user: {token: t}}]
				contexts: [{name: c, context: {cluster: c, user: u}}]
				current-context: c
				""");
		withKubeconfig(file.toString(), () -> {
			FailureAnalysis analysis = failure("leader.platform=kubernetes");
			assertThat(analysis.getDescription()).contains("namespace");
			assertThat(analysis.getAction()).contains("leader.namespace");
			this.runner.withPropertyValues("leader.platform=kubernetes", "POD_NAMESPACE=from-env")
				.run((context) -> assertThat(context).hasNotFailed());
		});
	}

	private static void withKubeconfig(String file, Runnable test) {
		String before = System.setProperty("kubeconfig", file);
		try {
			test.run();
		}
		finally {
			if (before != null) {
				System.setProperty("kubeconfig", before);
			}
			else {
				System.clearProperty("kubeconfig");
			}
		}
	}

	@Test
	void refusesToWaitForSeveralElections() {
		FailureAnalysis analysis = failure("leader.elections.a.lock.delay-per-leadership=0s",
				"leader.elections.b.lock.delay-per-leadership=0s", "leader.startup.wait-for-leadership=true");
		assertThat(analysis.getDescription()).contains("[a, b]");
		assertThat(analysis.getAction()).contains("leader.elections.<name>.startup.wait-for-leadership=true");
	}

	@Test
	void refusesManagementWhileWaitingWithoutASeparatePort() {
		FailureAnalysis analysis = failure("leader.startup.wait-for-leadership=true",
				"leader.startup.management-while-waiting=true");
		assertThat(analysis.getDescription()).contains("leader.startup.management-while-waiting");
		assertThat(analysis.getAction()).contains("management.server.port");
	}

	@Test
	void refusesAZeroBackoff() {
		FailureAnalysis analysis = failure("leader.retry-backoffs=100ms,0s");
		assertThat(analysis.getDescription()).contains("leader.retry-backoffs is [100ms, 0s]");
		assertThat(analysis.getAction()).contains("100ms,500ms,1s,2s,4s");
		assertThat(failure("leader.retry-backoffs=11s").getDescription()).contains("at most the renew deadline (10s)");
	}

	@Test
	void refusesAStatusFileThatCannotBeCreated(@TempDir Path folder) throws Exception {
		assertThat(failure("leader.status-file=" + folder.resolve("none/leader")).getDescription())
			.contains("leader.status-file", "none", "not a folder that this process can write to");
		FailureAnalysis analysis = failure("leader.status-file=" + folder);
		assertThat(analysis.getDescription()).isEqualTo("leader.status-file is '%s', which is a folder.", folder);
		assertThat(analysis.getAction()).startsWith("Set leader.status-file to a file ");
		Path big = Files.writeString(folder.resolve("big"), "x".repeat(5000));
		analysis = failure("leader.status-file=" + big);
		assertThat(analysis.getDescription()).contains("cannot be removed");
		assertThat(analysis.getAction()).contains("only this replica uses");
		assertThat(big).hasSize(5000);
	}

	@Test
	void refusesOneStatusFileForTwoElections(@TempDir Path folder) {
		FailureAnalysis analysis = failure("leader.elections.a.lock.delay-per-leadership=0s",
				"leader.elections.b.lock.delay-per-leadership=0s", "leader.status-file=" + folder.resolve("leader"));
		assertThat(analysis.getDescription()).contains("'a' and 'b'");
		assertThat(analysis.getAction()).contains("<election>");
	}

}
