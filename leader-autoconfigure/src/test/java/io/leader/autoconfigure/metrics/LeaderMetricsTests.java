package io.leader.autoconfigure.metrics;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.leader.autoconfigure.LeaderContextTest;
import io.leader.election.ElectionStatistics.RenewalOutcome;
import io.leader.election.LeaderElectionRegistry;
import io.leader.election.LeaderElections;
import io.leader.election.ManualElection;
import io.leader.engine.ElectionEngine;
import io.leader.lifecycle.LeaderElectionLifecycle;
import io.leader.metrics.LeaderMeter;
import io.leader.metrics.LeaderMetrics;
import io.leader.metrics.ObservedRenewals;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

class LeaderMetricsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(LeaderContextTest.with(MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, LeaderMetricsAutoConfiguration.class))
		.withPropertyValues("leader.platform=local", "leader.lock-name=test-" + UUID.randomUUID(),
				"leader.elections.orders.test.role=leader", "leader.elections.mails.test.role=follower");

	private static double value(MeterRegistry registry, String name, String... tags) {
		return registry.get(name).tags(tags).meter().measure().iterator().next().getValue();
	}

	@Test
	void exactlyTheseMetersAreRegisteredFromTheStart() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		this.runner.withBean(MeterRegistry.class, () -> registry).run((context) -> {
			assertThat(context).hasNotFailed();
			for (LeaderMeter meter : LeaderMeter.values()) {
				assertThat(registry.find(meter.getName()).meters()).as(meter.getName())
					.isNotEmpty()
					.allSatisfy((found) -> {
						assertThat(found.getId().getType()).isEqualTo(meter.getType());
						assertThat(found.getId().getBaseUnit())
							.isEqualTo(meter.getType() == Meter.Type.TIMER ? "seconds" : meter.getBaseUnit());
						assertThat(found.getId().getDescription()).isNotBlank();
						assertThat(found.getId().getTags().stream().map((tag) -> tag.getKey()).toList())
							.containsExactlyInAnyOrderElementsOf(
									Arrays.stream(meter.getKeyNames()).map((key) -> key.asString()).toList());
					});
			}
			Set<String> documented = Arrays.stream(LeaderMeter.values())
				.map(LeaderMeter::getName)
				.collect(Collectors.toSet());
			assertThat(registry.getMeters()).extracting((meter) -> meter.getId().getName())
				.allMatch(documented::contains);
		});
	}

	@Test
	void metersReflectTheStateOfTheElection() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		this.runner.withBean(MeterRegistry.class, () -> registry).run((context) -> {
			ManualElection orders = (ManualElection) context.getBean(LeaderElections.class).get("orders");
			assertThat(value(registry, "leader.leading", "election", "orders")).isEqualTo(1);
			assertThat(value(registry, "leader.leading", "election", "mails")).isZero();
			assertThat(value(registry, "leader.grants", "election", "orders")).isEqualTo(1);
			orders.runIfLeader(() -> {
			});
			orders.yieldLeadership();
			orders.runIfLeader(() -> {
			});
			assertThat(value(registry, "leader.leading", "election", "orders")).isZero();
			assertThat(value(registry, "leader.revocations", "election", "orders", "cause", "yielded")).isEqualTo(1);
			assertThat(value(registry, "leader.guarded.calls", "election", "orders", "outcome", "permitted"))
				.isEqualTo(1);
			assertThat(value(registry, "leader.guarded.calls", "election", "orders", "outcome", "refused"))
				.isEqualTo(1);
		});
	}

	@Test
	void electionsHaveMetersWhileTheyAreRegistered() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		this.runner.withBean(MeterRegistry.class, () -> registry).run((context) -> {
			LeaderElectionRegistry elections = context.getBean(LeaderElectionRegistry.class);
			for (int i = 0; i < 2; i++) {
				elections.register("late");
				assertThat(registry.find("leader.leading").tag("election", "late").meter()).isNotNull();
				elections.remove("late").join();
				assertThat(registry.find("leader.leading").tag("election", "late").meter()).isNull();
			}
		});
	}

	@Test
	void renewalsAreObservedOnlyIfEnabled() {
		for (boolean asked : new boolean[] { true, false }) {
			TestObservationRegistry observations = TestObservationRegistry.create();
			new ApplicationContextRunner()
				.withConfiguration(LeaderContextTest.with(LeaderMetricsAutoConfiguration.class))
				.withPropertyValues("leader.platform=local", "leader.lock-name=test-" + UUID.randomUUID(),
						"leader.lease-duration=2s", "leader.renew-deadline=400ms", "leader.retry-period=50ms",
						"leader.observations.renewals=" + asked)
				.withBean(ObservationRegistry.class, () -> observations)
				.run((context) -> {
					var election = context.getBean(LeaderElections.class).iterator().next();
					context.getBean(ElectionEngine.class).start();
					RenewalOutcome succeeded = RenewalOutcome.SUCCEEDED;
					await(() -> election.statistics().renewals(succeeded) > 1);
					if (asked) {
						TestObservationRegistryAssert.assertThat(observations)
							.hasObservationWithNameEqualTo(ObservedRenewals.NAME)
							.that()
							.hasLowCardinalityKeyValue("election", election.name());
					}
					else {
						TestObservationRegistryAssert.assertThat(observations).doesNotHaveAnyObservation();
					}
				});
		}
	}

	@Test
	void backsOffWithoutMicrometer() {
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("leaderMetrics"));
		new ApplicationContextRunner().withConfiguration(LeaderContextTest.with(LeaderMetricsAutoConfiguration.class))
			.withPropertyValues("leader.lock-name=any", "leader.platform=local")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LeaderMetrics.class));
	}

	@Test
	void worksWithoutTheKubernetesClient() {
		this.runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withClassLoader(new FilteredClassLoader("io.fabric8"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(LeaderMetrics.class));
	}

	@Test
	void theDashboardUsesExactlyTheNamesInPrometheus() throws Exception {
		PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		Set<String> exported = new TreeSet<>();
		this.runner.withBean(MeterRegistry.class, () -> registry).run((context) -> {
			assertThat(context.getBean(LeaderElectionLifecycle.class).isRunning()).isTrue();
			registry.scrape()
				.lines()
				.filter((line) -> !line.startsWith("#"))
				.forEach((line) -> exported.add(line.replaceAll("[{ ].*", "")));
		});
		JsonNode dashboard = new ObjectMapper()
			.readTree(Files.readString(Path.of("..", "docs", "grafana-dashboard.json")));
		List<String> queries = dashboard.findValuesAsString("expr");
		Set<String> used = new TreeSet<>();
		for (String query : queries) {
			Matcher names = Pattern.compile("leader_\\w+").matcher(query);
			while (names.find()) {
				used.add(names.group());
			}
		}
		assertThat(exported).containsAll(used);
		Set<String> bases = used.stream()
			.map((name) -> name.replaceAll("(_seconds)?(_total|_count|_sum)?$", ""))
			.collect(Collectors.toSet());
		assertThat(bases).as("every meter is on the dashboard")
			.containsExactlyInAnyOrderElementsOf(
					Arrays.stream(LeaderMeter.values()).map((meter) -> meter.getName().replace('.', '_')).toList());
	}

}
