package io.leader.autoconfigure.health;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.leader.autoconfigure.LeaderContextTest;
import io.leader.election.LeaderElection;
import io.leader.support.WebApplication;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a running application yields when it becomes unhealthy, and leads again when
 * it has recovered.
 */
class LeaderYieldTests {

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		final AtomicBoolean up = new AtomicBoolean(true);

		@Bean
		HealthIndicator database() {
			return () -> this.up.get() ? Health.up().build() : Health.down().build();
		}

	}

	private static WebApplication application(String condition) {
		return new WebApplication(WebApplicationType.SERVLET, Application.class,
				"leader.lock-name=test-" + UUID.randomUUID(), "leader.platform=local", "leader.yield.grace-period=0s",
				"leader.retry-period=100ms", "leader.yield.when=" + condition,
				"management.endpoint.health.group.storage.include=database");
	}

	private static LeaderElection election(WebApplication application) {
		return application.context().getBean(LeaderElection.class);
	}

	private static void awaitLeading(WebApplication application, boolean leading) {
		await(Duration.ofSeconds(20), () -> election(application).isLeader() == leading);
	}

	@Test
	void aHealthGroup() {
		try (WebApplication application = application("storage")) {
			awaitLeading(application, true);
			AtomicBoolean up = application.context().getBean(Application.class).up;
			up.set(false);
			awaitLeading(application, false);
			up.set(true);
			awaitLeading(application, true);
		}
	}

	@Test
	void brokenLiveness() {
		try (WebApplication application = application("liveness-broken")) {
			awaitLeading(application, true);
			AvailabilityChangeEvent.publish(application.context(), LivenessState.BROKEN);
			awaitLeading(application, false);
			AvailabilityChangeEvent.publish(application.context(), LivenessState.CORRECT);
			awaitLeading(application, true);
		}
	}

	@Test
	void refusingReadiness() {
		try (WebApplication application = application("readiness-refusing")) {
			awaitLeading(application, true);
			AvailabilityChangeEvent.publish(application.context(), ReadinessState.REFUSING_TRAFFIC);
			awaitLeading(application, false);
			AvailabilityChangeEvent.publish(application.context(), ReadinessState.ACCEPTING_TRAFFIC);
			awaitLeading(application, true);
		}
	}

	@Test
	void mistakesAreReported() {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(LeaderContextTest.with(LeaderYieldAutoConfiguration.class))
			.withPropertyValues("leader.lock-name=any", "leader.platform=local");
		runner.withPropertyValues("leader.yield.when=database")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("leader.yield.when is 'database'"));
		runner.withPropertyValues("leader.yield.grace-period=-1s")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("leader.yield.grace-period is negative"));
		runner.withPropertyValues("leader.yield.when=liveness-broken")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("ApplicationAvailability"));
		runner.withPropertyValues("leader.yield.when=liveness-broken")
			.withConfiguration(AutoConfigurations.of(ApplicationAvailabilityAutoConfiguration.class))
			.withClassLoader(
					new FilteredClassLoader("org.springframework.boot.health", "org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed());
	}

}
