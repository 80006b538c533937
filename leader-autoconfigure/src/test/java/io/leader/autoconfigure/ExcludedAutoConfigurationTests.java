package io.leader.autoconfigure;

import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import io.leader.election.LeaderElection;
import io.leader.guard.LeaderOnlyPostProcessor;
import io.leader.lock.ElectionLockFactory;
import io.leader.lock.test.InMemoryElectionLock;
import io.leader.support.LongTest;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that excluding an auto-configuration that the elections need prevents the
 * application from starting, with a message that names the auto-configuration. All other
 * auto-configurations can be excluded.
 */
@LongTest
class ExcludedAutoConfigurationTests {

	private static final String PACKAGE = "io.leader.autoconfigure.";

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("leader.lock-name=test-" + UUID.randomUUID(), "leader.platform=local");

	private ApplicationContextRunner without(String autoConfiguration) {
		return this.runner.withPropertyValues("spring.autoconfigure.exclude=" + PACKAGE + autoConfiguration);
	}

	@ParameterizedTest
	@ValueSource(strings = { "leader.enabled=true", "leader.enabled=false", "leader.test.role=leader" })
	void nothingBecomesACandidateWithoutALifecycle(String property) {
		without("startup.LeaderStartupAutoConfiguration").withPropertyValues(property)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(LeaderConfigurationException.class)
				.hasMessageContaining("LeaderStartupAutoConfiguration"));
	}

	@Test
	void theLocalLockIsNotReplacedByTheLockOfACluster() {
		without("local.LeaderLocalAutoConfiguration").run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOf(LeaderConfigurationException.class)
			.hasMessageContaining("LeaderLocalAutoConfiguration"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "leader.lock-type=leases", "leader.lock-type=configmaps",
			"leader.lock-type=map,leader.lock.migrate-from=endpoints" })
	void anExcludedKubernetesLockTypeIsNotReportedAsUnknown(String properties) {
		without("kubernetes.LeaderKubernetesAutoConfiguration")
			.withBean("map", ElectionLockFactory.class, () -> (election, lock) -> new InMemoryElectionLock(lock))
			.withPropertyValues("leader.platform=kubernetes")
			.withPropertyValues(properties.split(","))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(LeaderConfigurationException.class)
				.hasMessageContaining("LeaderKubernetesAutoConfiguration"));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "actuate.LeaderActuatorAutoConfiguration", "fencing.http.LeaderHttpFencingAutoConfiguration",
					"fencing.http.LeaderHttpFencingReceiverAutoConfiguration", "guard.LeaderGuardAutoConfiguration",
					"guard.LeaderUnguardedAutoConfiguration", "health.LeaderHealthAutoConfiguration",
					"health.LeaderYieldAutoConfiguration", "kubernetes.LeaderKubernetesAutoConfiguration",
					"metrics.LeaderMetricsAutoConfiguration", "statusfile.LeaderStatusFileAutoConfiguration",
					"web.LeaderWebAutoConfiguration" })
	void theOthersCanBeExcluded(String autoConfiguration) {
		without(autoConfiguration).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(PACKAGE + autoConfiguration);
			LeaderContextTest.ready(context);
			await(context.getBean(LeaderElection.class)::isLeader);
		});
	}

	@Test
	void theFormerNameOfTheGuardAutoConfigurationExcludesItToo() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(LeaderOnlyPostProcessor.class));
		without("LeaderGuardAutoConfiguration")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LeaderOnlyPostProcessor.class));
	}

}
