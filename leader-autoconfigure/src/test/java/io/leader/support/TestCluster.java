package io.leader.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Optional;
import java.util.UUID;

import tools.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

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

	/**
	 * The serialization that all clients share, since each new instance would analyze the
	 * classes of the model again.
	 */
	private static final KubernetesSerialization serialization = new KubernetesSerialization();

	private final Optional<Path> file;

	private final Config config;

	private final String namespace;

	private final String kubeconfig;

	private final boolean real;

	private TestCluster(Path file) {
		this(Optional.of(file), read(file), true);
	}

	private TestCluster(Optional<Path> file, String kubeconfig, boolean real) {
		this.file = file;
		this.config = Config.fromKubeconfig(kubeconfig);
		this.kubeconfig = kubeconfig;
		this.real = real;
		this.namespace = "leader-test-" + UUID.randomUUID().toString().substring(0, 8);
		if (real) {
			createNamespace();
		}
	}

	public static TestCluster get() {
		return Shared.INSTANCE;
	}

	/**
	 * Returns the cluster in {@code LEADER_TEST_EXCLUSIVE_KUBECONFIG}. Other tests run at
	 * the same time, but none of them uses it, so a test can freeze its API server or
	 * count all of its requests.
	 */
	public static TestCluster exclusive() {
		return Exclusive.INSTANCE;
	}

	/**
	 * For {@code @EnabledIf}: returns whether there is an exclusive cluster.
	 */
	public static boolean isExclusive() {
		return variable(Exclusive.VARIABLE) != null;
	}

	/**
	 * For {@code @EnabledIf}: returns whether this is a real cluster, rather than the
	 * mock server in this process.
	 */
	public static boolean isReal() {
		return get().real;
	}

	/**
	 * For {@code @EnabledIf}: returns whether this is the cluster that CI starts, which
	 * is not shared and has a kubeconfig file for {@code user-a}.
	 */
	public static boolean isOfCi() {
		return get().kubeconfigOf("user-a") != null;
	}

	private static TestCluster start() {
		String kubeconfig = variable(Shared.VARIABLE);
		if (kubeconfig != null) {
			return new TestCluster(Path.of(kubeconfig));
		}
		if (DockerClientFactory.instance().isDockerAvailable()) {
			@SuppressWarnings("resource")
			K3sContainer k3s = new K3sContainer(DockerImageName.parse("rancher/k3s:v1.34.1-k3s1"));
			k3s.start();
			return new TestCluster(Optional.empty(), k3s.getKubeConfigYaml(), true);
		}
		KubernetesMockServer server = new KubernetesMockServer(new Context(new ObjectMapper()), new MockWebServer(),
				new HashMap<>(), new KubernetesCrudDispatcher(), false);
		server.init();
		return new TestCluster(Optional.empty(), """
				apiVersion: v1
				kind: Config
				clusters: [{name: mock, cluster: {server: "http://%s:%d"}}]
				contexts: [{name: mock, context: {cluster: mock}}]
				current-context: mock
				""".formatted(server.getHostName(), server.getPort()), false);
	}

	private static String read(Path kubeconfig) {
		try {
			return Files.readString(kubeconfig);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read the kubeconfig of the tests", ex);
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
		return new KubernetesClientBuilder().withConfig(this.config).withKubernetesSerialization(serialization).build();
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
	 * Returns an administrator's kubeconfig file, for use by other processes. Only a
	 * cluster from an environment variable has such a file.
	 */
	public Path kubeconfigFile() {
		return this.file.orElseThrow();
	}

	/**
	 * Returns the kubeconfig file of another user of the cluster that CI starts, or
	 * {@code null} for other clusters.
	 */
	public Path kubeconfigOf(String user) {
		return this.file.map((admin) -> Path.of(admin + "-" + user)).filter(Files::exists).orElse(null);
	}

	public String namespace() {
		return this.namespace;
	}

	private static String variable(String name) {
		String value = System.getenv(name);
		return (value != null && !value.isBlank()) ? value : null;
	}

	private static final class Shared {

		private static final String VARIABLE = "LEADER_TEST_KUBECONFIG";

		private static final TestCluster INSTANCE = start();

	}

	private static final class Exclusive {

		private static final String VARIABLE = "LEADER_TEST_EXCLUSIVE_KUBECONFIG";

		private static final TestCluster INSTANCE = new TestCluster(kubeconfig());

		private static Path kubeconfig() {
			String kubeconfig = variable(VARIABLE);
			if (kubeconfig == null || kubeconfig.equals(variable(Shared.VARIABLE))) {
				throw new IllegalStateException(
						"%s must be set, and must differ from %s.".formatted(VARIABLE, Shared.VARIABLE));
			}
			return Path.of(kubeconfig);
		}

	}

}
