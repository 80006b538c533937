package io.leader.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/**
 * A namespace of a test's own on the cluster that {@code LEADER_TEST_KUBECONFIG} names.
 */
final class TestNamespace implements AutoCloseable {

	private final String kubeconfig = System.getenv("LEADER_TEST_KUBECONFIG");

	private final KubernetesClient admin;

	private final String name = "leader-sample-" + UUID.randomUUID().toString().substring(0, 8);

	TestNamespace() throws IOException {
		this.admin = new KubernetesClientBuilder()
			.withConfig(Config.fromKubeconfig(Files.readString(Path.of(this.kubeconfig))))
			.build();
		this.admin.resource(new NamespaceBuilder().withNewMetadata().withName(this.name).endMetadata().build())
			.create();
	}

	/**
	 * Starts a replica whose lock is in this namespace.
	 */
	Replica start(String lock, String... arguments) {
		String[] all = new String[arguments.length + 3];
		all[0] = "--leader.platform=kubernetes";
		all[1] = "--leader.namespace=" + this.name;
		all[2] = "--leader.lock-name=" + lock;
		System.arraycopy(arguments, 0, all, 3, arguments.length);
		return Replica.start(this.kubeconfig, all);
	}

	@Override
	public void close() {
		this.admin.namespaces().withName(this.name).delete();
		this.admin.close();
	}

}
