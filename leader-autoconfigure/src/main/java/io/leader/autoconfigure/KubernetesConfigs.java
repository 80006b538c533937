package io.leader.autoconfigure;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Finds the configuration of the Kubernetes client: the application's own, else the
 * cluster's or the kubeconfig's.
 */
final class KubernetesConfigs {

	private KubernetesConfigs() {
	}

	static Config find(ObjectProvider<Config> configs, ObjectProvider<KubernetesClient> clients) {
		Config config = configs.getIfUnique();
		if (config != null) {
			return config;
		}
		KubernetesClient client = clients.getIfUnique();
		if (client != null) {
			return client.getConfiguration();
		}
		Config found = Config.autoConfigure(null);
		boolean nothingFound = found.getCurrentContext() == null && found.getAutoOAuthToken() == null
				&& found.getOauthToken() == null && !isSet("KUBERNETES_SERVICE_HOST") && !isSet("KUBERNETES_MASTER")
				&& System.getProperty("kubernetes.master") == null;
		if (nothingFound) {
			throw new LeaderConfigurationException(
					"leader.platform asks for Kubernetes, but there is no configuration for an API server: no service account, "
							+ "and no kubeconfig at %s.".formatted(Config.getKubeconfigFilenames()),
					"Set KUBECONFIG to a kubeconfig file, define a bean of type KubernetesClient or Config, or set "
							+ "leader.platform to local.");
		}
		return found;
	}

	private static boolean isSet(String variable) {
		String value = System.getenv(variable);
		return value != null && !value.isBlank();
	}

	/**
	 * Sees to it that a configuration named a namespace.
	 */
	static String namespace(@Nullable String namespace) {
		if (namespace == null || namespace.isBlank()) {
			throw new LeaderConfigurationException(
					"There is no namespace for the lock: leader.namespace and POD_NAMESPACE are not set, there is no service "
							+ "account, and the kubeconfig's context names none.",
					"Set leader.namespace to the namespace that all replicas share.");
		}
		return namespace;
	}

}
