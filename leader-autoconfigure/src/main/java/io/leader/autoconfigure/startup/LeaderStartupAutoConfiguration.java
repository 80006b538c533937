package io.leader.autoconfigure.startup;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

import io.leader.autoconfigure.ConfiguredElections;
import io.leader.autoconfigure.LeaderAutoConfiguration;
import io.leader.autoconfigure.LeaderProperties;
import io.leader.election.LeaderElectionRegistrationListener;
import io.leader.engine.ElectionEngine;
import io.leader.lifecycle.ExitOnRevoked;
import io.leader.lifecycle.LeaderElectionLifecycle;
import io.leader.lifecycle.OpenResources;
import io.leader.lifecycle.ProcessEnd;
import io.leader.lifecycle.StartupGate;

/**
 * Auto-configuration for the lifecycle: when this process starts and stops being a
 * candidate, when the application starts, and whether the process exits when it no longer
 * leads.
 */
@AutoConfiguration(after = LeaderAutoConfiguration.class)
@ConditionalOnBean(value = ConfiguredElections.class, search = SearchStrategy.CURRENT)
public final class LeaderStartupAutoConfiguration {

	@Bean
	LeaderElectionLifecycle leaderElectionLifecycle(ElectionEngine engine, LongestShutdown longest,
			ConfiguredElections configured, ApplicationContext context, ObjectProvider<OpenResources> open) {
		LeaderProperties waiting = configured.waiting();
		StartupGate gate = (waiting != null) ? new WaitingStart(engine, configured, context).gate(waiting) : null;
		return new LeaderElectionLifecycle(engine, context, longest::get, gate,
				() -> open.forEach(OpenResources::close));
	}

	@Bean
	LongestShutdown leaderLongestShutdown(ConfiguredElections configured) {
		return new LongestShutdown(configured);
	}

	/**
	 * Makes the process exit when it stops leading an election whose properties request
	 * an exit. Elections that a test controls are excluded, and so are elections that are
	 * registered at runtime, since their removal is not a reason to exit.
	 */
	@Bean
	LeaderElectionRegistrationListener leaderExitOnRevoked(ConfiguredElections configured,
			ObjectProvider<LeaderElectionLifecycle> lifecycle, ObjectProvider<ProcessEnd> process) {
		return (election) -> {
			LeaderProperties properties = configured.of(election.name());
			if (properties.exitsOnRevocation() && properties.test().role() == null
					&& configured.isConfigured(election.name())) {
				election.addListener(new ExitOnRevoked(() -> lifecycle.getObject().nextStop(),
						properties.shutdown().timeout(), process.getIfAvailable(ProcessEnd::ofThisProcess)));
			}
		};
	}

}
