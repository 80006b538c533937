package io.leader.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.UUID;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;

import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The API server that tests run against: the cluster in {@code LEADER_TEST_KUBECONFIG},
 * otherwise K3s if Docker is available, otherwise a server in this process that supports
 * objects and versions, but no watches over plain HTTP, no RBAC, and no garbage
 * collection.
 */
public final class TestCluster {

	private static final TestCluster INSTANCE = start();

	private final Config config;

	private final String namespace;

	private final String kubeconfig;

	private final boolean real;

	private TestCluster(String kubeconfig, boolean real) {
		this.config = Config.fromKubeconfig(kubeconfig);
		this.kubeconfig = kubeconfig;
		this.real = real;
		this.namespace = "leader-test-" + UUID.randomUUID().toString().substring(0, 8);
		if (real) {
			createNamespace();
		}
	}

	public static TestCluster get() {
		return INSTANCE;
	}

	/**
	 * For {@code @EnabledIf}: returns whether this is a real cluster, rather than the
	 * mock server in this process.
	 */
	public static boolean isReal() {
		return INSTANCE.real;
	}

	/**
	 * For {@code @EnabledIf}: returns whether this is the cluster that CI starts, which
	 * is not shared and has tokens.
	 */
	public static boolean isOfCi() {
		return INSTANCE.kubeconfigOf("user-a") != null;
	}

	private static TestCluster start() {
		String kubeconfig = System.getenv("LEADER_TEST_KUBECONFIG");
		if (kubeconfig != null) {
			return new TestCluster(read(kubeconfig), true);
		}
		if (DockerClientFactory.instance().isDockerAvailable()) {
			@SuppressWarnings("resource")
			K3sContainer k3s = new K3sContainer(DockerImageName.parse("rancher/k3s:v1.34.1-k3s1"));
			k3s.start();
			return new TestCluster(k3s.getKubeConfigYaml(), true);
		}
		KubernetesMockServer server = new KubernetesMockServer(new Context(new ObjectMapper()), new MockWebServer(),
				new HashMap<>(), new KubernetesCrudDispatcher(), false);
		server.init();
		return new TestCluster("""
				apiVersion: v1
				kind: Config
				clusters: [{name: mock, cluster: {server: "http://%s:%d"}}]
				contexts: [{name: mock, context: {cluster: mock}}]
				current-context: mock
				""".formatted(server.getHostName(), server.getPort()), false);
	}

	private static String read(String file) {
		try {
			return Files.readString(Path.of(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("LEADER_TEST_KUBECONFIG", ex);
		}
	}

	private void createNamespace() {
		KubernetesClient client = client();
		client.resource(new NamespaceBuilder().withNewMetadata().withName(this.namespace).endMetadata().build())
			.create();
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			client.namespaces().withName(this.namespace).delete();
			client.close();
		}, "delete-test-namespace"));
	}

	/**
	 * Returns a client with administrator permissions.
	 */
	public KubernetesClient client() {
		return new KubernetesClientBuilder().withConfig(this.config).build();
	}

	public Config config() {
		return this.config;
	}

	/**
	 * Returns the content of an administrator's kubeconfig.
	 */
	public String kubeconfig() {
		return this.kubeconfig;
	}

	/**
	 * Returns the kubeconfig file of another user of the cluster that CI starts, or
	 * {@code null} for other clusters.
	 */
	public Path kubeconfigOf(String user) {
		String kubeconfig = System.getenv("LEADER_TEST_KUBECONFIG");
		Path file = (kubeconfig != null) ? Path.of(kubeconfig + "-" + user) : null;
		return (file != null && Files.exists(file)) ? file : null;
	}

	public String namespace() {
		return this.namespace;
	}

}
