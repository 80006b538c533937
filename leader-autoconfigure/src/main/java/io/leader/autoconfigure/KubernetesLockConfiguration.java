package io.leader.autoconfigure;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

import io.leader.kubernetes.ApiStatistics;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.lock.ElectionLockFactory;

/**
 * The lock types that are objects of the Kubernetes API. The qualifier of each factory is
 * its lock type.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = { "io.fabric8.kubernetes.client.KubernetesClient",
		"io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory" })
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
	@Qualifier(LockTypes.SPRING_CLOUD)
	ElectionLockFactory leaderSpringCloudLockFactory(KubernetesLocks locks) {
		return locks::springCloud;
	}

	@Bean
	KubernetesLocks leaderKubernetesLocks(ObjectProvider<KubernetesConnection> connection,
			ConfiguredElections configured, Environment environment) {
		return new KubernetesLocks(connection::getObject,
				() -> KubernetesConfigs.namespace(connection.getObject().namespace()), configured, environment);
	}

	@Bean(CONNECTION)
	@Lazy
	KubernetesConnection leaderKubernetesConnection(ObjectProvider<Config> config,
			ObjectProvider<KubernetesClient> client, ApiStatistics statistics) {
		return KubernetesConfigs.connect(KubernetesConfigs.find(config, client), statistics);
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
	ApiStatistics leaderApiStatistics(ConfiguredElections configured) {
		return new ApiStatistics(configured.smallestMargin());
	}

	@Bean
	KubernetesNotices leaderKubernetesNotices(ConfiguredElections configured, KubernetesLocks locks,
			ObjectProvider<KubernetesConnection> connection, Environment environment) {
		return new KubernetesNotices(configured, connection::getObject,
				() -> KubernetesConfigs.namespace(connection.getObject().namespace()), locks.made(), environment);
	}

}
