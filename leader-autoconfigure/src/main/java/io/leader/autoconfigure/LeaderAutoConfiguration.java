package io.leader.autoconfigure;

import java.util.Map;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.integration.leader.event.OnGrantedEvent;

import io.leader.election.ElectionClock;
import io.leader.election.ElectionEngine;
import io.leader.election.ElectionLockFactory;
import io.leader.election.ElectionThreads;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.election.LeaderElections;
import io.leader.event.IsolatedListeners;
import io.leader.event.LeaderEvents;
import io.leader.lifecycle.LeaderElectionLifecycle;

/**
 * Auto-configuration of leader election: an engine, one election on it, its events, and
 * its life cycle. No request is sent while the context is built.
 */
@AutoConfiguration
@ConditionalOnClass(OnGrantedEvent.class)
@EnableConfigurationProperties(LeaderProperties.class)
@Import({ KubernetesLockConfiguration.class, LocalLockConfiguration.class })
public final class LeaderAutoConfiguration {

	@Bean
	ElectionThreads leaderElectionThreads() {
		return new ElectionThreads();
	}

	@Bean
	@ConditionalOnMissingBean
	ElectionEngine leaderElections(ElectionThreads threads) {
		return new ElectionEngine(threads.runtime(ElectionClock.system()));
	}

	@Bean
	ElectionRegistrar leaderElectionRegistrar(LeaderProperties properties, Environment environment,
			Map<String, ElectionLockFactory> lockTypes) {
		return new ElectionRegistrar(properties, environment, new LockTypes(lockTypes));
	}

	@Bean
	@ConditionalOnMissingBean
	LeaderElection leaderElection(ElectionRegistrar registrar, ElectionEngine engine) {
		return registrar.register(engine);
	}

	/**
	 * Registers listeners late, since they may want the election injected.
	 */
	@Bean
	SmartInitializingSingleton leaderElectionListenerRegistrar(LeaderElections elections, LeaderEvents events,
			ObjectProvider<LeaderElectionListener> listeners) {
		return () -> elections.forEach((election) -> {
			election.addListener(events);
			listeners.orderedStream().filter((listener) -> listener != events).forEach(election::addListener);
		});
	}

	@Bean
	LeaderEvents leaderEvents(ApplicationContext context) {
		return new LeaderEvents(new IsolatedListeners(context));
	}

	@Bean
	LeaderElectionLifecycle leaderElectionLifecycle(ElectionEngine engine, LeaderElection election,
			ApplicationContext context, LeaderProperties properties) {
		return new LeaderElectionLifecycle(engine, context, properties.shutdownTimeout());
	}

}
