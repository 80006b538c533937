package io.leader.autoconfigure.kubernetes;

import java.time.Duration;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AbstractDependsOnBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

import io.leader.autoconfigure.ConfiguredElections;
import io.leader.autoconfigure.LeaderConfigurationException;
import io.leader.autoconfigure.LeaderProperties;
import io.leader.autoconfigure.LeaderProperties.Platform;
import io.leader.election.LeaderElectionRegistrationListener;
import io.leader.engine.LocklessElection;
import io.leader.kubernetes.ApiStatistics;
import io.leader.kubernetes.ClientLibraries;
import io.leader.kubernetes.KubernetesConfigs;
import io.leader.kubernetes.KubernetesConfigurationException;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.lifecycle.LeaderElectionLifecycle;
import io.leader.lifecycle.OpenResources;
import io.leader.lock.ElectionLockFactory;
import io.leader.lock.kubernetes.SpringCloudLock;

/**
 * Configuration of the locks that are objects of the Kubernetes API, and of everything
 * that they share, such as the connection. The qualifier of each factory is its lock
 * type.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = { ClientLibraries.CLIENT, ClientLibraries.HTTP_CLIENT, ClientLibraries.JSON })
class KubernetesLockConfiguration {

	private static final String CONNECTION = "leaderKubernetesConnection";

	@Bean
	@Qualifier("leases")
	ElectionLockFactory leaderLeaseLockFactory(KubernetesLocks locks) {
		return locks::lease;
	}

	@Bean
	@Qualifier("configmaps")
	ElectionLockFactory leaderConfigMapLockFactory(KubernetesLocks locks) {
		return locks::configMap;
	}

	@Bean
	@Qualifier("endpoints")
	ElectionLockFactory leaderEndpointsLockFactory(KubernetesLocks locks) {
		return locks::endpoints;
	}

	@Bean
	@Qualifier(SpringCloudLock.TYPE)
	ElectionLockFactory leaderSpringCloudLockFactory(KubernetesLocks locks) {
		return locks::springCloud;
	}

	@Bean
	KubernetesLocks leaderKubernetesLocks(ObjectProvider<KubernetesConnection> connection,
			ConfiguredElections configured, Environment environment) {
		return new KubernetesLocks(connection::getObject, () -> namespace(connection.getObject().namespace()),
				configured, environment);
	}

	@Bean(CONNECTION)
	@Lazy
	KubernetesConnection leaderKubernetesConnection(ObjectProvider<Config> config,
			ObjectProvider<KubernetesClient> client, DetailsBean details, ApiStatistics statistics,
			ConfiguredElections configured) {
		try {
			return KubernetesConfigs.connect(config.getIfUnique(), client::getIfUnique, details::kubeconfig, statistics,
					() -> reason(configured));
		}
		catch (KubernetesConfigurationException ex) {
			throw new LeaderConfigurationException(String.valueOf(ex.getMessage()), ex.action(), ex.getCause());
		}
	}

	/**
	 * Returns why this application needs a connection to Kubernetes, for the message that
	 * reports that none is configured.
	 */
	private static String reason(ConfiguredElections configured) {
		if (configured.of(null).platform() == Platform.KUBERNETES) {
			return "leader.platform is 'kubernetes'";
		}
		return configured.names()
			.stream()
			.filter((name) -> configured.of(name).platform() == Platform.KUBERNETES)
			.findFirst()
			.map((name) -> configured.prefix(name) + ".platform is 'kubernetes'")
			.orElse("This process seems to run on Kubernetes");
	}

	private static String namespace(@Nullable String configured) {
		if (configured == null || configured.isBlank()) {
			throw new LeaderConfigurationException(
					"The namespace of the lock is unknown: leader.namespace and POD_NAMESPACE are not set, there is no service "
							+ "account, and the context of the kubeconfig has no namespace.",
					"Set leader.namespace to the namespace that all replicas share.");
		}
		return configured;
	}

	@Bean
	OpenResources leaderKubernetesResources(ConfigurableListableBeanFactory beanFactory, KubernetesNotices notices) {
		return () -> {
			notices.finish();
			if (beanFactory.containsSingleton(CONNECTION)) {
				beanFactory.getBean(CONNECTION, KubernetesConnection.class).suspend();
			}
		};
	}

	@Bean
	ApiStatistics leaderApiStatistics() {
		return new ApiStatistics(Duration.ofMillis(Long.MAX_VALUE));
	}

	/**
	 * Ensures that a warning is logged if this machine's clock differs from the API
	 * server's by at least the lease duration minus the renew deadline of any election
	 * with a lock. Other programs that compete for that lock cannot tolerate a larger
	 * difference. Until such an election is registered, no warning is logged.
	 */
	@Bean
	LeaderElectionRegistrationListener leaderToleratedClockDifference(ApiStatistics statistics,
			ConfiguredElections configured) {
		return (election) -> {
			if (!(election instanceof LocklessElection)) {
				statistics.tolerate(margin(configured.of(election.name())));
			}
		};
	}

	private static Duration margin(LeaderProperties properties) {
		return properties.leaseDuration().minus(properties.renewDeadline());
	}

	@Bean
	static NoticesFirst leaderKubernetesNoticesFirst() {
		return new NoticesFirst();
	}

	@Bean
	KubernetesNotices leaderKubernetesNotices(ConfiguredElections configured, KubernetesLocks locks,
			ObjectProvider<KubernetesConnection> connection, Environment environment) {
		return new KubernetesNotices(configured, connection::getObject,
				() -> namespace(connection.getObject().namespace()), locks.created(), environment);
	}

	/**
	 * Makes the election lifecycle depend on the {@link KubernetesNotices}, so that the
	 * notices start before the elections. The phases alone do not ensure this if the
	 * application waits for leadership, since both beans then have the lowest phase.
	 */
	static final class NoticesFirst extends AbstractDependsOnBeanFactoryPostProcessor {

		NoticesFirst() {
			super(LeaderElectionLifecycle.class, KubernetesNotices.class);
		}

	}

}
