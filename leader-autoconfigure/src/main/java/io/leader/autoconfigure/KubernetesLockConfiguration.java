package io.leader.autoconfigure;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

import io.leader.election.ElectionLockFactory;
import io.leader.lock.kubernetes.ApiStatistics;
import io.leader.lock.kubernetes.ConfigMapLock;
import io.leader.lock.kubernetes.EndpointsLock;
import io.leader.lock.kubernetes.KubernetesConnection;
import io.leader.lock.kubernetes.LeaseLock;

/**
 * The lock types that are objects of the Kubernetes API.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = { "io.fabric8.kubernetes.client.KubernetesClient",
		"io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory" })
class KubernetesLockConfiguration {

	@Bean
	ElectionLockFactory leases(ObjectProvider<KubernetesConnection> connection, ObjectProvider<Config> config,
			ObjectProvider<KubernetesClient> client) {
		return (election, lock) -> new LeaseLock(connection.getObject(), namespace(lock.namespace(), config, client),
				lock.name());
	}

	@Bean
	ElectionLockFactory configmaps(ObjectProvider<KubernetesConnection> connection, ObjectProvider<Config> config,
			ObjectProvider<KubernetesClient> client, ConfiguredElections configured) {
		return (election, lock) -> new ConfigMapLock(connection.getObject(),
				namespace(lock.namespace(), config, client), lock.name(), configured.of(election).adoptExisting());
	}

	@Bean
	ElectionLockFactory endpoints(ObjectProvider<KubernetesConnection> connection, ObjectProvider<Config> config,
			ObjectProvider<KubernetesClient> client, ConfiguredElections configured) {
		return (election, lock) -> new EndpointsLock(connection.getObject(),
				namespace(lock.namespace(), config, client), lock.name(), configured.of(election).adoptExisting());
	}

	@Bean
	@Lazy
	KubernetesConnection leaderKubernetesConnection(ObjectProvider<Config> config,
			ObjectProvider<KubernetesClient> client, ApiStatistics statistics) {
		return new KubernetesConnection(KubernetesConfigs.find(config, client), statistics);
	}

	@Bean
	ApiStatistics leaderApiStatistics(ConfiguredElections configured) {
		return new ApiStatistics(configured.smallestMargin());
	}

	@Bean
	KubernetesNotices leaderKubernetesNotices(ConfiguredElections configured,
			ObjectProvider<KubernetesConnection> connection, ObjectProvider<Config> config,
			ObjectProvider<KubernetesClient> client, Environment environment) {
		return new KubernetesNotices(configured, connection::getObject,
				() -> KubernetesConfigs.namespace(KubernetesConfigs.find(config, client)), environment);
	}

	private static String namespace(@Nullable String configured, ObjectProvider<Config> config,
			ObjectProvider<KubernetesClient> client) {
		return (configured != null) ? configured : KubernetesConfigs.namespace(KubernetesConfigs.find(config, client));
	}

}
