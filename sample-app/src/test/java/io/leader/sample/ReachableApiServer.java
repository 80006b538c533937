package io.leader.sample;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import io.fabric8.kubernetes.client.Config;

/**
 * An API server that other processes can reach: that of the cluster in
 * {@code LEADER_TEST_KUBECONFIG}, or a stand-in if that variable is not set.
 */
final class ReachableApiServer implements AutoCloseable {

	private final Runnable close;

	private final Consumer<String> pods;

	private final Map<String, String> variables;

	private final String namespace;

	ReachableApiServer() throws IOException {
		if (System.getenv("LEADER_TEST_KUBECONFIG") != null) {
			TestNamespace cluster = new TestNamespace();
			this.close = cluster::close;
			this.pods = cluster::pod;
			this.variables = variables(cluster.admin().getConfiguration());
			this.namespace = cluster.name();
		}
		else {
			ApiServerStandIn standIn = new ApiServerStandIn();
			this.close = standIn::close;
			this.pods = standIn::createPod;
			this.variables = standIn.variables();
			this.namespace = "default";
		}
	}

	private static Map<String, String> variables(Config config) {
		Map<String, String> variables = new HashMap<>(
				Map.of("KUBERNETES_AUTH_TRYKUBECONFIG", "false", "KUBERNETES_MASTER", config.getMasterUrl()));
		variables.put("KUBERNETES_CERTS_CA_FILE", config.getCaCertFile());
		variables.put("KUBERNETES_CERTS_CA_DATA", config.getCaCertData());
		variables.put("KUBERNETES_CERTS_CLIENT_FILE", config.getClientCertFile());
		variables.put("KUBERNETES_CERTS_CLIENT_DATA", config.getClientCertData());
		variables.put("KUBERNETES_CERTS_CLIENT_KEY_FILE", config.getClientKeyFile());
		variables.put("KUBERNETES_CERTS_CLIENT_KEY_DATA", config.getClientKeyData());
		variables.put("KUBERNETES_AUTH_TOKEN", config.getAutoOAuthToken());
		variables.values().removeIf(Objects::isNull);
		return variables;
	}

	/**
	 * Returns the environment variables through which a process finds the API server
	 * without a kubeconfig. Reading a kubeconfig would load a large part of the client
	 * library that a process in a cluster does not load.
	 */
	Map<String, String> variables() {
		return this.variables;
	}

	String namespace() {
		return this.namespace;
	}

	/**
	 * Creates a Pod in the namespace. Nothing runs in it.
	 */
	void createPod(String name) {
		this.pods.accept(name);
	}

	@Override
	public void close() {
		this.close.run();
	}

}
