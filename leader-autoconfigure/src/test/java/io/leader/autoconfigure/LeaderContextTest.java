package io.leader.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.integration.leader.event.AbstractLeaderEvent;
import org.springframework.integration.leader.event.OnGrantedEvent;
import org.springframework.integration.leader.event.OnRevokedEvent;

import io.leader.autoconfigure.kubernetes.LeaderKubernetesAutoConfiguration;
import io.leader.autoconfigure.local.LeaderLocalAutoConfiguration;
import io.leader.autoconfigure.properties.PropertyScan;
import io.leader.autoconfigure.startup.LeaderStartupAutoConfiguration;
import io.leader.autoconfigure.statusfile.LeaderStatusFileAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Base class for tests that need an application context with an election that uses the
 * local lock.
 */
public abstract class LeaderContextTest {

	/**
	 * The auto-configurations of an election.
	 */
	public static final List<Class<?>> CORE = List.of(LeaderAutoConfiguration.class,
			LeaderKubernetesAutoConfiguration.class, LeaderLocalAutoConfiguration.class,
			LeaderStartupAutoConfiguration.class, LeaderStatusFileAutoConfiguration.class);

	protected final String name = "test-" + UUID.randomUUID();

	protected final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(with())
		.withPropertyValues("leader.lock-name=" + this.name, "leader.platform=local");

	/**
	 * Starts an application that fails, and returns the analysis of its startup failure.
	 */
	public static FailureAnalysis analysis(ApplicationContextRunner application) {
		FailureAnalysis[] found = new FailureAnalysis[1];
		application.run((context) -> {
			assertThat(context).hasFailed();
			found[0] = new LeaderConfigurationFailureAnalyzer().analyze(context.getStartupFailure());
		});
		assertThat(found[0]).as("an analysis of the failure").isNotNull();
		return found[0];
	}

	/**
	 * Returns the auto-configurations of an election, and additional ones.
	 */
	public static AutoConfigurations with(Class<?>... more) {
		return AutoConfigurations.of(Stream.concat(CORE.stream(), Stream.of(more)).toArray(Class<?>[]::new));
	}

	/**
	 * Returns the elections that are configured by the properties of an environment.
	 */
	public static ConfiguredElections configured(Environment environment) {
		return new ConfiguredElections(environment, new PropertyScan(environment, LeaderProperties.class),
				Binder.get(environment).bindOrCreate("leader", LeaderProperties.class), SettingsCustomizers.NONE);
	}

	protected static void ready(AssertableApplicationContext runners) {
		ConfigurableApplicationContext context = runners.getSourceApplicationContext();
		context.publishEvent(new ApplicationReadyEvent(new SpringApplication(), new String[0], context, Duration.ZERO));
	}

	@Configuration(proxyBeanMethods = false)
	protected static class Listeners {

		final List<String> received = new CopyOnWriteArrayList<>();

		volatile AbstractLeaderEvent last;

		@EventListener
		@Order(2)
		void on(OnGrantedEvent event) {
			this.last = event;
			this.received.add("granted " + event.getRole() + " " + event.getContext().isLeader());
		}

		@EventListener
		@Order(2)
		void on(OnRevokedEvent event) {
			this.received.add("revoked " + event.getRole() + " " + event.getContext().isLeader());
		}

	}

}
