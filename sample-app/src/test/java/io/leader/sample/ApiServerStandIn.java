package io.leader.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import tools.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;

import org.springframework.boot.logging.LoggingSystem;

/**
 * A stand-in for an API server, in this process. It supports objects and their versions,
 * and uses TLS. {@link #main} runs a command while the stand-in is running.
 */
public final class ApiServerStandIn implements AutoCloseable {

	private final MockWebServer web = new MockWebServer();

	private final KubernetesMockServer server = new KubernetesMockServer(new Context(new ObjectMapper()), this.web,
			new HashMap<>(), new ShortWatches(), true);

	ApiServerStandIn() {
		this.server.init();
	}

	/**
	 * Runs a command, which finds a stand-in through environment variables, and exits
	 * with the command's exit code.
	 * @param command the command and its arguments
	 */
	public static void main(String[] command) throws IOException, InterruptedException {
		// Show only the output of the command.
		LoggingSystem.get(ApiServerStandIn.class.getClassLoader()).beforeInitialize();
		try (ApiServerStandIn standIn = new ApiServerStandIn()) {
			ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
			builder.environment().putAll(standIn.variables());
			System.exit(builder.start().waitFor());
		}
	}

	/**
	 * Returns the environment variables through which the client library finds and trusts
	 * the stand-in.
	 */
	Map<String, String> variables() {
		return Map.of("KUBERNETES_AUTH_TRYKUBECONFIG", "false", "KUBERNETES_MASTER",
				"https://localhost:" + this.web.getPort(), "KUBERNETES_CERTS_CA_FILE",
				this.web.getSelfSignedCertificate().certificatePath());
	}

	/**
	 * Writes a kubeconfig for the stand-in.
	 * @param folder the folder for the file
	 * @return the file
	 */
	Path kubeconfig(Path folder) throws IOException {
		return Files.writeString(folder.resolve("kubeconfig"), """
				apiVersion: v1
				kind: Config
				clusters:
				- name: stand-in
				  cluster:
				    server: "https://localhost:%d"
				    certificate-authority: "%s"
				contexts:
				- name: stand-in
				  context:
				    cluster: stand-in
				current-context: stand-in
				""".formatted(this.web.getPort(), this.web.getSelfSignedCertificate().certificatePath()));
	}

	/**
	 * Creates a Pod in the namespace {@code default}.
	 */
	void createPod(String name) {
		try (KubernetesClient client = this.server.createClient()) {
			client.resource(
					new PodBuilder().withNewMetadata().withName(name).withNamespace("default").endMetadata().build())
				.create();
		}
	}

	@Override
	public void close() {
		this.server.destroy();
	}

	/**
	 * Adds watches whose events are sent in the HTTP response, since the mock server
	 * supports watches only over WebSockets. Each of these watches ends after one event,
	 * a bookmark, and the client then opens the next watch.
	 */
	private static final class ShortWatches extends KubernetesCrudDispatcher {

		private static final String BOOKMARK = """
				{"type":"BOOKMARK","object":{"apiVersion":"coordination.k8s.io/v1","kind":"Lease",\
				"metadata":{"resourceVersion":"1"}}}
				""";

		@Override
		public MockResponse handleWatch(String path) {
			return new MockResponse().setResponseCode(200).setBody(BOOKMARK);
		}

	}

}
