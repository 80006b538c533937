package io.leader.autoconfigure.startup;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;

import io.leader.autoconfigure.ConfiguredElections;
import io.leader.autoconfigure.LeaderAutoConfiguration;
import io.leader.autoconfigure.LeaderConfigurationException;
import io.leader.autoconfigure.LeaderProperties;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionRegistrationListener;
import io.leader.engine.ElectionEngine;
import io.leader.lifecycle.ExitOnRevoked;
import io.leader.lifecycle.LeaderElectionLifecycle;
import io.leader.lifecycle.OpenResources;
import io.leader.lifecycle.ProcessEnd;
import io.leader.lifecycle.StartupGate;

/**
 * Auto-configuration of the life cycle: when candidacy opens and closes, when the
 * application starts, and whether it exits when it no longer leads.
 */
@AutoConfiguration(after = LeaderAutoConfiguration.class)
@ConditionalOnBean(value = ConfiguredElections.class, search = SearchStrategy.CURRENT)
public final class LeaderStartupAutoConfiguration {

	/**
	 * The life cycle of the management server that has a port of its own, if there is
	 * one. It belongs to Boot's actuator, which need not be there.
	 */
	private static final String MANAGEMENT = "childManagementContextInitializer";

	@Bean
	LeaderElectionLifecycle leaderElectionLifecycle(ElectionEngine engine, LongestShutdown longest,
			ConfiguredElections configured, ApplicationContext context, ObjectProvider<OpenResources> open) {
		LeaderProperties waiting = configured.waiting();
		StartupGate gate = (waiting != null)
				? new StartupGate(() -> awaited(engine, configured), () -> whileWaiting(waiting, context)) : null;
		return new LeaderElectionLifecycle(engine, context, longest::get, gate,
				() -> open.forEach(OpenResources::close));
	}

	@Bean
	LongestShutdown leaderLongestShutdown(ConfiguredElections configured) {
		return new LongestShutdown(configured);
	}

	private static LeaderElection awaited(ElectionEngine engine, ConfiguredElections configured) {
		for (LeaderElection election : engine) {
			if (configured.isConfigured(election.name()) && configured.waitsFor(election.name())) {
				return election;
			}
		}
		throw new LeaderConfigurationException("leader.startup is wait, and there is no election to wait for.",
				"Remove leader.startup, or the application's own bean of type LeaderElection.");
	}

	/**
	 * The application is alive and well, though not ready.
	 */
	private static void whileWaiting(LeaderProperties properties, ApplicationContext context) {
		AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
		if (!properties.managementWhileWaiting()) {
			return;
		}
		SmartLifecycle management = context.containsBean(MANAGEMENT) ? context.getBean(MANAGEMENT, SmartLifecycle.class)
				: null;
		if (management == null) {
			throw new LeaderConfigurationException(
					"leader.management-while-waiting is true, and there is no management port of its own.",
					"Add spring-boot-starter-actuator and set management.server.port to another port than server.port, "
							+ "or remove leader.management-while-waiting.");
		}
		if (!management.isRunning()) {
			management.start();
		}
	}

	/**
	 * Only for elections that are there from start to end: one that is removed while the
	 * application runs ends for no reason to exit.
	 */
	@Bean
	LeaderElectionRegistrationListener leaderExitOnRevoked(ConfiguredElections configured,
			ObjectProvider<LeaderElectionLifecycle> lifecycle, ObjectProvider<ProcessEnd> process) {
		return (election) -> {
			LeaderProperties properties = configured.of(election.name());
			if (properties.exitsOnRevoked() && properties.testAs() == null
					&& configured.isConfigured(election.name())) {
				election.addListener(new ExitOnRevoked(() -> lifecycle.getObject().nextStop(),
						properties.shutdownTimeout(), process.getIfAvailable(ProcessEnd::ofThisProcess)));
			}
		};
	}

}
