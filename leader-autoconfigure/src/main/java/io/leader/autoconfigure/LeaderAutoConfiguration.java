package io.leader.autoconfigure;

import java.util.Map;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.integration.leader.event.OnGrantedEvent;
import org.springframework.integration.support.SmartLifecycleRoleController;
import org.springframework.util.ClassUtils;

import io.leader.autoconfigure.properties.PropertyScan;
import io.leader.autoconfigure.properties.UnknownPropertiesCheck;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.election.LeaderElectionRegistrationListener;
import io.leader.election.LeaderElections;
import io.leader.engine.ElectionClock;
import io.leader.engine.ElectionEngine;
import io.leader.engine.ElectionThreads;
import io.leader.engine.TermPreparations;
import io.leader.event.EndpointStopper;
import io.leader.event.IsolatedListeners;
import io.leader.event.LeaderEvents;
import io.leader.kubernetes.ClientLibraries;
import io.leader.kubernetes.ProvidedConnection;
import io.leader.lifecycle.LeaderElectionLifecycle;
import io.leader.lock.ElectionLockDecorator;
import io.leader.lock.ElectionLockFactory;

/**
 * Auto-configuration for leader election: an engine, its configured elections, and their
 * events. The locks, the lifecycle, and all other features of elections are
 * auto-configured in subpackages. Backs off if elections already exist, for example in a
 * parent context. Those elections are then shared. No request is sent to the API server
 * before the lifecycle beans of the context are started.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClass(OnGrantedEvent.class)
@ConditionalOnMissingBean(LeaderElections.class)
@EnableConfigurationProperties(LeaderProperties.class)
@ImportRuntimeHints(LeaderRuntimeHints.class)
public final class LeaderAutoConfiguration {

	static final String REGISTRY = "leaderElectionRegistry";

	@Bean
	ElectionThreads leaderElectionThreads() {
		return new ElectionThreads();
	}

	@Bean
	ElectionEngine leaderElections(ElectionThreads threads) {
		return new ElectionEngine(threads.runtime(ElectionClock.system()));
	}

	@Bean
	static EmptyGroups leaderEmptyGroups() {
		return new EmptyGroups();
	}

	@Bean
	static UnknownPropertiesCheck leaderUnknownPropertiesCheck(Environment environment,
			ObjectProvider<PropertyScan> scan) {
		return new UnknownPropertiesCheck(ElectionBeans.scan(environment, scan), LeaderProperties.class,
				LeaderConfigurationException::new);
	}

	@Bean
	ConfiguredElections leaderConfiguredElections(Environment environment, ObjectProvider<PropertyScan> scan,
			LeaderProperties properties, ObjectProvider<ElectionSettingsCustomizer> customizers,
			ObjectProvider<Map<String, ElectionSettingsCustomizer>> customizerBeans) {
		return new ConfiguredElections(environment, ElectionBeans.scan(environment, scan), properties,
				new SettingsCustomizers(customizers.orderedStream().toList(), customizerBeans.getIfAvailable(Map::of)));
	}

	@Bean
	ElectionFactory leaderElectionFactory(ConfiguredElections configured, Environment environment,
			Map<String, ElectionLockFactory> factories, ConfigurableListableBeanFactory beanFactory,
			ResourceLoader resources, ObjectProvider<ElectionLockDecorator> decorators,
			ObjectProvider<TermPreparations> preparations, ObjectProvider<ProvidedConnection> connections) {
		LockTypes lockTypes = new LockTypes(LockTypeNames.resolve(factories, beanFactory),
				ClientLibraries.missing((type) -> ClassUtils.isPresent(type, resources.getClassLoader())));
		LockPlatform platform = new LockPlatform(environment,
				connections.stream().anyMatch(ProvidedConnection::isProvided));
		return new ElectionFactory(configured, environment, platform, lockTypes, decorators.orderedStream().toList(),
				preparations::getIfAvailable, new ShutdownTimeoutCheck(ShutdownTimeoutCheck.phase(beanFactory)));
	}

	@Bean(REGISTRY)
	ElectionRegistrar leaderElectionRegistry(ElectionEngine engine, ElectionFactory factory,
			ObjectProvider<LeaderElectionListener> listeners,
			ObjectProvider<LeaderElectionRegistrationListener> registrationListeners,
			ObjectProvider<LeaderElection> elections) {
		return new ElectionRegistrar(engine, factory, listeners, registrationListeners, elections);
	}

	@Bean
	IsolatedListeners leaderEventListeners(ApplicationContext context) {
		return new IsolatedListeners(context);
	}

	@Bean
	LeaderEvents leaderEvents(IsolatedListeners listeners) {
		return new LeaderEvents(listeners);
	}

	@Bean
	EndpointStopper leaderEndpointStopper(LeaderElections elections,
			ObjectProvider<SmartLifecycleRoleController> controllers) {
		return new EndpointStopper(elections, controllers);
	}

	@Bean
	LifecycleCheck leaderLifecycleCheck(ObjectProvider<LeaderElectionLifecycle> lifecycles) {
		return new LifecycleCheck(lifecycles);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(LeaderElection.class)
	@Import(ElectionBeans.class)
	static class ConfiguredElectionsConfiguration {

	}

}
