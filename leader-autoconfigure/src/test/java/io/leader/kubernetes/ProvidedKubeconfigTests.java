package io.leader.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.leader.support.CannedApiServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a connection runs the credential plugin of a kubeconfig that a bean provides
 * again when it needs a new token.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the credential plugin is a shell script")
class ProvidedKubeconfigTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	@TempDir
	private Path folder;

	private final CannedApiServer server = new CannedApiServer();

	@AfterEach
	void close() {
		this.server.close();
	}

	/**
	 * Connects with the token that a credential plugin returns: the content of the file
	 * {@code token}. The plugin fails if the file does not exist.
	 */
	private KubernetesConnection connect() throws IOException {
		Path plugin = Files.writeString(this.folder.resolve("plugin.sh"), """
				token=$(cat %s) || exit 1
				echo '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",' \\
				  '"status": {"token": "'$token'"}}'
				""".formatted(this.folder.resolve("token")));
		return new ProvidedKubeconfig("theirs",
				"""
						apiVersion: v1
						kind: Config
						clusters: [{name: c, cluster: {server: "%s"}}]
						users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: sh, args: ["%s"]}}}]
						contexts: [{name: staging, context: {cluster: c, user: u, namespace: shop}}]
						current-context: staging
						"""
					.formatted(this.server.url(), plugin))
			.connect(new ApiStatistics(Duration.ofDays(1)));
	}

	private void token(String token) throws IOException {
		Files.writeString(this.folder.resolve("token"), token);
	}

	private static int get(KubernetesConnection connection) {
		return connection.api().get("/version", TIMEOUT).code();
	}

	@Test
	void aTokenThatIsRefusedIsReplaced() throws IOException {
		this.server.respond("GET /version", 200, "{}");
		token("first");
		try (KubernetesConnection connection = connect()) {
			assertThat(connection.namespace()).isEqualTo("shop");
			this.server.accept("first");
			assertThat(get(connection)).isEqualTo(200);
			token("second");
			this.server.accept("second");
			assertThat(get(connection)).isEqualTo(200);
			assertThat(get(connection)).isEqualTo(200);
			assertThat(this.server.requests()).as("one of them was refused").hasSize(4);
		}
	}

	@Test
	void aPluginThatFailsForATimeIsRunAgain() throws IOException {
		this.server.respond("GET /version", 200, "{}");
		token("first");
		try (KubernetesConnection connection = connect()) {
			Files.delete(this.folder.resolve("token"));
			this.server.accept("second");
			assertThat(get(connection)).isEqualTo(401);
			token("second");
			assertThat(get(connection)).isEqualTo(200);
		}
	}

}
