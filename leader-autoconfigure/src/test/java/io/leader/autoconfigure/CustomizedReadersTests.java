package io.leader.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.test.util.ReflectionTestUtils;

import io.leader.autoconfigure.guard.LeaderGuardAutoConfiguration;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionRegistry;
import io.leader.engine.ElectionSettings;
import io.leader.guard.NotLeaderAdvice;
import io.leader.guard.NotLeaderException;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that everything that depends on the settings of an election uses the values that
 * customizers set.
 */
class CustomizedReadersTests extends LeaderContextTest {

	private static final ElectionSettingsCustomizer SHORTER = (election, settings) -> settings
		.leaseDuration(Duration.ofSeconds(6))
		.renewDeadline(Duration.ofSeconds(5))
		.retryPeriod(Duration.ofSeconds(4))
		.releaseLockOnShutdown(false);

	private final ApplicationContextRunner shorter = this.runner.withBean(ElectionSettingsCustomizer.class,
			() -> SHORTER);

	private final ApplicationContextRunner kubernetes = this.shorter
		.withPropertyValues("leader.platform=kubernetes", "POD_NAME=orders-1", "POD_UID=uid-1", "POD_NAMESPACE=shop")
		.withBean(Config.class, () -> new ConfigBuilder(Config.empty()).withMasterUrl("https://127.0.0.1:1").build());

	private static void check(LeaderElection election, String settings) {
		assertThat(election).extracting(settings, InstanceOfAssertFactories.type(ElectionSettings.class))
			.satisfies((used) -> {
				assertThat(used.timings().leaseDuration()).hasSeconds(6);
				assertThat(used.releaseOnStop()).isFalse();
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "leader.lock-type=leases", "leader.lock.for-life=true",
			"leader.lock-type=configmaps,leader.lock.for-life=true", "leader.lock.owner-reference=true",
			"leader.lock-type=endpoints,leader.lock.adopt-existing=true" })
	void theElectionOfALockOnKubernetes(String mode) {
		this.kubernetes.withPropertyValues(mode.split(","))
			.run((context) -> check(context.getBean(LeaderElection.class), "candidate.settings"));
	}

	@Test
	void anElectionThatMigrates() {
		this.kubernetes.withPropertyValues("leader.lock.migrate-from=spring-cloud").run((context) -> {
			check(context.getBean(LeaderElection.class), "settings");
			assertThat(context.getBean("leaderKubernetesLocks")).extracting("created", InstanceOfAssertFactories.MAP)
				.extractingByKey(this.name, InstanceOfAssertFactories.LIST)
				.filteredOn((lock) -> lock.getClass().getSimpleName().equals("SpringCloudLock"))
				.singleElement()
				.extracting("readiness.lease")
				.isEqualTo(Duration.ofSeconds(6).toNanos());
		});
	}

	@Test
	void theMarginOfAStatusFile(@TempDir Path folder) {
		this.shorter.withPropertyValues("leader.status-file=" + folder.resolve("<election>")).run((context) -> {
			assertThat(margin(context.getBean(LeaderElection.class))).hasMillis(500);
			assertThat(margin(context.getBean(LeaderElectionRegistry.class).register("late"))).hasMillis(500);
		});
	}

	private static Duration margin(LeaderElection election) {
		return assertThat(election).extracting("candidate.authority.signs", InstanceOfAssertFactories.ITERABLE)
			.singleElement()
			.extracting("margin", InstanceOfAssertFactories.DURATION)
			.actual();
	}

	@Test
	void theToleratedDistanceOfTheClocks() {
		this.kubernetes.run((context) -> assertThat(context.getBean("leaderApiStatistics"))
			.extracting("tolerated", InstanceOfAssertFactories.ATOMIC_LONG)
			.hasValue(1000));
	}

	/**
	 * The values that apply to all elections need not be valid if each election overrides
	 * them.
	 */
	@Test
	void theToleratedDistanceOfTheClocksWithNamedElections() {
		this.runner
			.withPropertyValues("leader.lease-duration=8s", "leader.elections.a.renew-deadline=5s",
					"leader.elections.b.renew-deadline=4s", "leader.elections.c.enabled=false",
					"leader.elections.d.test.role=leader")
			.run((context) -> assertThat(context.getBean("leaderApiStatistics"))
				.extracting("tolerated", InstanceOfAssertFactories.ATOMIC_LONG)
				.hasValue(3000));
	}

	@Test
	void theToleratedDistanceOfTheClocksWithARegisteredElection() {
		this.runner
			.withBean(ElectionSettingsCustomizer.class,
					() -> (election, settings) -> settings
						.leaseDuration(Duration.ofSeconds(election.equals("late") ? 13 : 14)))
			.run((context) -> {
				Object statistics = context.getBean("leaderApiStatistics");
				assertThat(statistics).extracting("tolerated", InstanceOfAssertFactories.ATOMIC_LONG).hasValue(4000);
				context.getBean(LeaderElectionRegistry.class).register("late");
				assertThat(statistics).extracting("tolerated", InstanceOfAssertFactories.ATOMIC_LONG).hasValue(3000);
			});
	}

	@Test
	void whenAClientRetriesARequestThatOnlyTheLeaderServes() {
		WebApplicationContextRunner web = new WebApplicationContextRunner()
			.withConfiguration(with(LeaderGuardAutoConfiguration.class))
			.withPropertyValues("leader.lock-name=" + this.name, "leader.platform=local");
		web.withBean(ElectionSettingsCustomizer.class, () -> SHORTER).run((context) -> {
			assertThat(retryAfter(context.getBean(NotLeaderAdvice.class), this.name)).isEqualTo("4");
			assertThat(retryAfter(context.getBean(NotLeaderAdvice.class), "unknown")).isEqualTo("2");
		});
		web.withPropertyValues("leader.elections.a.retry-period=10ms", "leader.elections.b.retry-period=3s")
			.run((context) -> {
				assertThat(retryAfter(context.getBean(NotLeaderAdvice.class), "a")).isEqualTo("1");
				assertThat(retryAfter(context.getBean(NotLeaderAdvice.class), "b")).isEqualTo("3");
			});
	}

	private static String retryAfter(NotLeaderAdvice advice, String election) {
		ResponseEntity<?> response = ReflectionTestUtils.invokeMethod(advice, "handle",
				new NotLeaderException(election, "me", null));
		assertThat(response).isNotNull();
		return response.getHeaders().getFirst(HttpHeaders.RETRY_AFTER);
	}

	@ParameterizedTest
	@ValueSource(strings = { "leader.enabled=true", "leader.enabled=false" })
	void howLongStoppingWaits(String property) {
		this.runner.withPropertyValues(property)
			.withBean(ElectionSettingsCustomizer.class,
					() -> (election, settings) -> settings.shutdownTimeout(
							election.equals("late") ? ChronoUnit.FOREVER.getDuration() : Duration.ofSeconds(3)))
			.run((context) -> {
				Object longest = context.getBean("leaderLongestShutdown");
				assertThat(longest).extracting("longest").isEqualTo(Duration.ofSeconds(3));
				context.getBean(LeaderElectionRegistry.class).register("late");
				assertThat(longest).extracting("longest").isEqualTo(ChronoUnit.FOREVER.getDuration());
				ready(context);
				await(context.getBean(LeaderElection.class)::isLeader);
			});
	}

}
