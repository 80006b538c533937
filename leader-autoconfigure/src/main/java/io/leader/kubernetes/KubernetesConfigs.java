package io.leader.kubernetes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Finds the configuration of the Kubernetes client, which comes from the application, the
 * cluster, or a kubeconfig. Problems are reported with the cause and the path of the file
 * or the name of the bean.
 */
public final class KubernetesConfigs {

	private KubernetesConfigs() {
	}

	/**
	 * Opens the connection of this process with the first configuration that exists: the
	 * application's own configuration, the configuration of its client, the kubeconfig
	 * that it provides, the kubeconfig file, or the service account. The client library's
	 * environment variables and system properties can override or replace the last two.
	 * @param own the application's own configuration, if it has one
	 * @param client supplies the application's client, if it has one
	 * @param provided supplies the kubeconfig that the application provides, if any
	 * @param statistics counts the outcomes of the calls
	 * @param reason supplies the reason for the connection, as the beginning of a
	 * sentence
	 * @return the connection
	 * @throws KubernetesConfigurationException if there is no configuration, or if it is
	 * invalid or refers to a file that cannot be read
	 */
	public static KubernetesConnection connect(@Nullable Config own, Supplier<@Nullable KubernetesClient> client,
			Supplier<@Nullable ProvidedKubeconfig> provided, ApiStatistics statistics, Supplier<String> reason) {
		if (own != null) {
			return open(own, statistics);
		}
		KubernetesClient other = client.get();
		if (other != null) {
			return open(other.getConfiguration(), statistics);
		}
		ProvidedKubeconfig kubeconfig = provided.get();
		return (kubeconfig != null) ? kubeconfig.connect(statistics) : open(find(reason), statistics);
	}

	private static Config find(Supplier<String> reason) {
		Config found = autoConfigured();
		NamedContext context = found.getCurrentContext();
		if (context != null) {
			if (!isMasterSet()) {
				kubeconfigs().check(context);
			}
			return found;
		}
		boolean nothingFound = found.getAutoOAuthToken() == null && found.getOauthToken() == null
				&& !isSet("KUBERNETES_SERVICE_HOST") && !isMasterSet();
		if (nothingFound) {
			kubeconfigs().checkCurrentContext();
			throw new KubernetesConfigurationException(
					"%s, but there is no configuration for an API server: no service account, and no kubeconfig at %s."
						.formatted(reason.get(), Config.getKubeconfigFilenames()),
					"Set KUBECONFIG to a kubeconfig file, define a bean of type KubernetesConnectionDetails, KubernetesClient, "
							+ "or Config, or set leader.platform to local.",
					null);
		}
		return found;
	}

	private static Config autoConfigured() {
		try {
			return Config.autoConfigure(null);
		}
		catch (RuntimeException ex) {
			kubeconfigs();
			throw new KubernetesConfigurationException(
					"The Kubernetes client cannot be configured from the environment: %s"
						.formatted(KubernetesConfigurationException.rootCause(ex)),
					"Check the environment variables KUBERNETES_* and the system properties kubernetes.* of this process.",
					ex);
		}
	}

	private static Kubeconfigs kubeconfigs() {
		boolean used = Utils.getSystemPropertyOrEnvVar(Config.KUBERNETES_AUTH_TRYKUBECONFIG_SYSTEM_PROPERTY, true);
		return Kubeconfigs.read(used ? Config.getKubeconfigFilenames() : List.of());
	}

	private static KubernetesConnection open(Config config, ApiStatistics statistics) {
		return open(config, statistics, (config.getFile() != null)
				? " It is referenced in the kubeconfig '%s'.".formatted(config.getFile()) : "");
	}

	/**
	 * Opens a connection.
	 * @param where a sentence that states where the files are configured, preceded by a
	 * space; may be empty
	 * @throws KubernetesConfigurationException if one of the files cannot be read
	 */
	static KubernetesConnection open(Config config, ApiStatistics statistics, String where) {
		try {
			return new KubernetesConnection(config, statistics);
		}
		catch (RuntimeException ex) {
			check(config, where, "certificate authority", config.getCaCertFile(), ex);
			check(config, where, "client certificate", config.getClientCertFile(), ex);
			check(config, where, "client key", config.getClientKeyFile(), ex);
			check(config, where, "trust store", config.getTrustStoreFile(), ex);
			check(config, where, "key store", config.getKeyStoreFile(), ex);
			throw ex;
		}
	}

	private static void check(Config config, String where, String what, @Nullable String name,
			RuntimeException failure) {
		Path path = (name != null && !name.isBlank()) ? Path.of(name) : null;
		if (path == null || (Files.isRegularFile(path) && Files.isReadable(path))) {
			return;
		}
		String cause = !Files.exists(path) ? "it does not exist"
				: Files.isRegularFile(path) ? "this process lacks permission to read it" : "it is not a regular file";
		throw new KubernetesConfigurationException(
				"The %s '%s' for the API server at %s cannot be read: %s.%s".formatted(what, path,
						config.getMasterUrl(), cause, where),
				"Create the file, or correct the path '%s' where it is configured.".formatted(path), failure);
	}

	private static boolean isMasterSet() {
		return isSet("KUBERNETES_MASTER") || System.getProperty("kubernetes.master") != null;
	}

	private static boolean isSet(String variable) {
		String value = System.getenv(variable);
		return value != null && !value.isBlank();
	}

}
