package io.leader.autoconfigure;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import io.leader.actuate.LeaderEndpoint;
import io.leader.actuate.LeaderInfoContributor;
import io.leader.autoconfigure.actuate.LeaderActuatorAutoConfiguration;
import io.leader.autoconfigure.guard.LeaderGuardAutoConfiguration;
import io.leader.autoconfigure.health.LeaderHealthAutoConfiguration;
import io.leader.autoconfigure.health.LeaderYieldAutoConfiguration;
import io.leader.autoconfigure.metrics.LeaderMetricsAutoConfiguration;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionRegistrationListener;
import io.leader.engine.ElectionEngine;
import io.leader.health.HealthWatches;
import io.leader.health.LeaderHealthIndicator;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.lifecycle.LeaderElectionLifecycle;
import io.leader.lifecycle.OpenResources;
import io.leader.lock.ElectionLockFactory;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests which beans are created without optional libraries, and alongside the
 * application's own beans.
 */
class BackOffTests extends LeaderContextTest {

	private final ApplicationContextRunner all = this.runner
		.withConfiguration(AutoConfigurations.of(LeaderGuardAutoConfiguration.class,
				LeaderActuatorAutoConfiguration.class, LeaderHealthAutoConfiguration.class,
				LeaderYieldAutoConfiguration.class, LeaderMetricsAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.boot.actuate.endpoint", "org.springframework.boot.health.contributor",
			"io.micrometer", "io.fabric8", "org.springframework.web", "org.springframework.test", "reactor" })
	void worksWithoutAnOptionalLibrary(String library) {
		this.all.withClassLoader(new FilteredClassLoader(library)).run((context) -> {
			assertThat(context).hasNotFailed();
			ready(context);
			await(context.getBean(LeaderElection.class)::isLeader);
		});
	}

	@Test
	void theEndpointExistsOnlyIfItIsExposed() {
		this.all.run((context) -> assertThat(context).doesNotHaveBean(LeaderEndpoint.class));
		this.all
			.withPropertyValues("management.endpoints.web.exposure.include=leader", "spring.main.cloud-platform=none",
					"management.endpoint.leader.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(LeaderEndpoint.class));
	}

	@Test
	void healthAndInfoCanBeSwitchedOff() {
		this.all.run((context) -> assertThat(context).hasSingleBean(LeaderHealthIndicator.class)
			.hasSingleBean(LeaderInfoContributor.class));
		this.all.withPropertyValues("management.health.leader.enabled=false", "management.info.leader.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(LeaderHealthIndicator.class)
				.doesNotHaveBean(LeaderInfoContributor.class));
	}

	@Test
	void anApplicationsOwnElectionReplacesTheConfiguredOnes() {
		LeaderElection own = mock(LeaderElection.class);
		this.all.withBean(LeaderElection.class, () -> own)
			.run((context) -> assertThat(context).hasNotFailed().getBean(LeaderElection.class).isSameAs(own));
	}

	@Test
	void anApplicationsOwnEngineReplacesTheAutoConfiguration() {
		this.all.withBean(ElectionEngine.class, () -> mock(ElectionEngine.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(LeaderElectionLifecycle.class)
				.doesNotHaveBean(LeaderElection.class));
	}

	@Test
	void createsNothingWithoutSpringIntegration() {
		this.all.withClassLoader(new FilteredClassLoader("org.springframework.integration"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(LeaderElection.class)
				.doesNotHaveBean(LeaderElectionLifecycle.class)
				.doesNotHaveBean(LeaderHealthIndicator.class));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Test
	void excludingTheMainAutoConfigurationExcludesTheBeansOfItsElections() {
		new ApplicationContextRunner().withUserConfiguration(Application.class)
			.withPropertyValues("spring.autoconfigure.exclude=" + LeaderAutoConfiguration.class.getName())
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(LeaderElection.class)
				.doesNotHaveBean(LeaderElectionLifecycle.class)
				.doesNotHaveBean(ElectionLockFactory.class)
				.doesNotHaveBean(OpenResources.class)
				.doesNotHaveBean(LeaderElectionRegistrationListener.class));
	}

	@Test
	void aChildContextReusesTheElectionBeansOfItsParent() {
		this.all.run((parent) -> this.all.withParent(parent).run((child) -> {
			assertThat(child).hasNotFailed();
			assertThat(child.getBean(LeaderElection.class)).isSameAs(parent.getBean(LeaderElection.class));
			for (Class<?> type : List.of(ElectionLockFactory.class, OpenResources.class, LeaderElectionLifecycle.class,
					KubernetesConnection.class, LeaderElectionRegistrationListener.class, HealthWatches.class)) {
				assertThat(parent.getBeanNamesForType(type)).as(type.getName()).isNotEmpty();
				assertThat(child.getBeanFactory().getBeanNamesForType(type)).as(type.getName()).isEmpty();
			}
		}));
	}

	@Test
	void theApplicationsHealthIndicatorAndInfoContributorReplaceOurs() {
		HealthIndicator health = () -> Health.up().build();
		InfoContributor info = (builder) -> builder.withDetail("own", true);
		this.all.withBean("leaderHealthIndicator", HealthIndicator.class, () -> health)
			.withBean("leaderInfoContributor", InfoContributor.class, () -> info)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean("leaderHealthIndicator")).isSameAs(health);
				assertThat(context.getBean("leaderInfoContributor")).isSameAs(info);
			});
	}

}
