package io.leader.benchmarks.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Deletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the cluster of a kubeconfig, with a namespace for Leases. Closing it
 * deletes everything that has been created for the measurement.
 */
final class Cluster implements AutoCloseable {

	private static final Pattern REQUESTS = Pattern
		.compile("apiserver_request_total\\{(?=[^}]*resource=\"leases\")(?![^}]*verb=\"WATCH\")[^}]*} (\\S+)");

	private final Path kubeconfig;

	private final Config config;

	private final KubernetesClient client;

	private final String namespace;

	private final boolean namespaceIsOurs;

	private final Set<String> leases = ConcurrentHashMap.newKeySet();

	private final List<Path> files = new ArrayList<>();

	private boolean closed;

	/**
	 * Connects to the cluster.
	 * @param kubeconfig the kubeconfig
	 * @param namespace an existing namespace; {@code null} for a new one
	 */
	Cluster(Path kubeconfig, @Nullable String namespace) {
		this.kubeconfig = kubeconfig.toAbsolutePath();
		this.config = new ConfigBuilder(Config.fromKubeconfig(this.kubeconfig.toFile())).withRequestTimeout(10_000)
			.withRequestRetryBackoffLimit(1)
			.build();
		this.client = new KubernetesClientBuilder().withConfig(this.config).build();
		this.namespaceIsOurs = namespace == null;
		this.namespace = (namespace != null) ? namespace : createNamespace();
	}

	private String createNamespace() {
		String name = "leader-benchmarks-" + UUID.randomUUID().toString().substring(0, 8);
		try {
			this.client.resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
				.create();
		}
		catch (KubernetesClientException ex) {
			this.client.close();
			throw new Unmeasurable(
					"Cannot create a namespace (" + ex.getMessage()
							+ "); use --namespace=<name> to specify an existing namespace where you can create Leases",
					ex);
		}
		return name;
	}

	/**
	 * Returns the kubeconfig in {@code KUBECONFIG} or, if that variable is not set, in
	 * {@code LEADER_TEST_KUBECONFIG}.
	 * @throws Unmeasurable if neither is set, or if the file is not readable
	 */
	static Path kubeconfigOfEnvironment() {
		Path kubeconfig = Stream.of("KUBECONFIG", "LEADER_TEST_KUBECONFIG")
			.map(System.getenv()::get)
			.filter((file) -> file != null && !file.isEmpty())
			.map(Path::of)
			.findFirst()
			.orElseThrow(() -> new Unmeasurable("Neither KUBECONFIG nor LEADER_TEST_KUBECONFIG is set"));
		if (!Files.isReadable(kubeconfig)) {
			throw new Unmeasurable(kubeconfig + " is not a readable file; specify a single kubeconfig file");
		}
		return kubeconfig;
	}

	Path kubeconfig() {
		return this.kubeconfig;
	}

	Config config() {
		return this.config;
	}

	String namespace() {
		return this.namespace;
	}

	String version() {
		return this.client.getKubernetesVersion().getGitVersion();
	}

	URI server() {
		return URI.create(this.config.getMasterUrl());
	}

	/**
	 * Returns a unique name for a Lease that is yet to be created. A Lease with this name
	 * is deleted when this cluster is closed.
	 */
	String newLease(String prefix) {
		String name = prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
		this.leases.add(name);
		return name;
	}

	Resource<Lease> lease(String name) {
		return this.client.leases().inNamespace(this.namespace).withName(name);
	}

	KubernetesClient client() {
		return this.client;
	}

	/**
	 * Returns the number of requests for Leases that the API server has received,
	 * excluding watches.
	 */
	long leaseRequests() {
		try {
			return REQUESTS.matcher(this.client.raw("/metrics"))
				.results()
				.mapToLong((line) -> (long) Double.parseDouble(line.group(1)))
				.sum();
		}
		catch (KubernetesClientException ex) {
			throw new Unmeasurable("the API server's /metrics cannot be read: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Creates a copy of this cluster's kubeconfig in which the API server's address is
	 * the given port on 127.0.0.1. The copy is deleted when this cluster is closed.
	 */
	Path kubeconfigThrough(int port) {
		io.fabric8.kubernetes.api.model.Config copy = Serialization.unmarshal(read(this.kubeconfig),
				io.fabric8.kubernetes.api.model.Config.class);
		for (NamedCluster cluster : copy.getClusters()) {
			cluster.getCluster().setServer("https://127.0.0.1:" + port + server().getRawPath());
		}
		try {
			// The copy is next to the original, since the kubeconfig may contain relative
			// paths.
			Path file = Files.createTempFile(this.kubeconfig.getParent(), "leader-benchmarks-", ".kubeconfig");
			this.files.add(file);
			return Files.writeString(file, Serialization.asYaml(copy));
		}
		catch (IOException ex) {
			throw new Unmeasurable("no kubeconfig can be written beside " + this.kubeconfig + ": " + ex, ex);
		}
	}

	/**
	 * Checks that the API server can be reached with a kubeconfig.
	 * @throws Unmeasurable if it cannot be reached
	 */
	static void check(Path kubeconfig) {
		Config config = new ConfigBuilder(Config.fromKubeconfig(kubeconfig.toFile())).withRequestRetryBackoffLimit(0)
			.build();
		try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
			client.getKubernetesVersion();
		}
		catch (KubernetesClientException ex) {
			throw new Unmeasurable("the API server cannot be reached through a proxy on 127.0.0.1; "
					+ "is its certificate valid for that address? " + ex.getMessage(), ex);
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Registers shutdown hooks that end all started processes and delete all created
	 * objects when this program exits or is interrupted.
	 */
	void closeOnExit() {
		Runtime.getRuntime()
			.addShutdownHook(
					new Thread(() -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
		Runtime.getRuntime().addShutdownHook(new Thread(this::close));
	}

	private void deleteLeases() {
		for (String name : this.leases) {
			if (!delete("Lease " + name, lease(name))) {
				return;
			}
		}
	}

	/**
	 * Deletes a resource.
	 * @return {@code false} if the API server could not be reached
	 */
	private static boolean delete(String what, Deletable resource) {
		try {
			resource.delete();
			return true;
		}
		catch (KubernetesClientException ex) {
			System.err.println("Could not delete " + what + ": " + ex.getMessage());
			return ex.getCode() != 0;
		}
	}

	@Override
	public synchronized void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		if (this.namespaceIsOurs) {
			delete("namespace " + this.namespace, this.client.namespaces().withName(this.namespace));
		}
		else {
			deleteLeases();
		}
		this.files.forEach((file) -> file.toFile().delete());
		this.client.close();
	}

}
