package io.leader.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.leader.lock.LockException;
import io.leader.support.CannedApiServer;
import io.leader.support.IdentityProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that a connection whose kubeconfig is provided by a bean replaces refused tokens:
 * it runs a credential plugin again, or sends the newest refresh token to an identity
 * provider.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the credential plugin is a shell script")
class ProvidedKubeconfigTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final String PASSWORD = "secret";

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
		return connectWithPlugin("""
				token=$(cat %s) || exit 1
				echo '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",' \\
				  '"status": {"token": "'$token'"}}'
				""".formatted(this.folder.resolve("token")));
	}

	/**
	 * Connects with a credential plugin that appends a line to the file {@code runs}.
	 */
	private KubernetesConnection connectWithPlugin(String script) throws IOException {
		Path plugin = Files.writeString(this.folder.resolve("plugin.sh"), "echo >> %s\n".formatted(runs()) + script);
		return connect(
				"{exec: {apiVersion: client.authentication.k8s.io/v1, command: sh, args: [\"%s\"]}}".formatted(plugin));
	}

	private KubernetesConnection connect(String user) {
		return new ProvidedKubeconfig("theirs", """
				apiVersion: v1
				kind: Config
				clusters: [{name: c, cluster: {server: "%s"}}]
				users: [{name: u, user: %s}]
				contexts: [{name: staging, context: {cluster: c, user: u, namespace: shop}}]
				current-context: staging
				""".formatted(this.server.url(), user)).connect(new ApiStatistics(Duration.ofDays(1)));
	}

	private Path runs() {
		return this.folder.resolve("runs");
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

	@Test
	void aPluginThatHangsDelaysNoRequestBeyondItsTimeoutAndIsNotRunTwice() throws Exception {
		this.server.respond("GET /version", 200, "{}");
		Path hanging = this.folder.resolve("hanging");
		try (KubernetesConnection connection = connectWithPlugin("""
				[ $(wc -l < %s) = 1 ] || cat %s > /dev/null
				echo '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",' \\
				  '"status": {"token": "token-'$(wc -l < %1$s)'"}}'
				""".formatted(runs(), hanging))) {
			new ProcessBuilder("mkfifo", hanging.toString()).start().waitFor();
			this.server.accept("token-2");
			for (int i = 0; i < 3; i++) {
				assertThatExceptionOfType(LockException.class)
					.isThrownBy(() -> connection.api().get("/version", Duration.ofMillis(200)));
			}
			Files.writeString(hanging, "continue");
			assertThat(get(connection)).isEqualTo(200);
			assertThat(Files.readAllLines(runs())).as("runs").hasSize(2);
		}
	}

	/**
	 * The client library cannot use a new certificate, since it has already created its
	 * HTTP client.
	 */
	@Test
	void aPluginThatReturnsACertificateRunsOnce() throws Exception {
		this.server.respond("GET /version", 200, "{}");
		Path credential = Files.writeString(this.folder.resolve("credential"), """
				{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",
				 "status": {"clientCertificateData": "%s", "clientKeyData": "%s"}}
				""".formatted((Object[]) certificateAndKey()));
		try (KubernetesConnection connection = connectWithPlugin("cat " + credential)) {
			assertThat(get(connection)).isEqualTo(200);
			this.server.accept("no certificate");
			for (int i = 0; i < 5; i++) {
				assertThat(get(connection)).isEqualTo(401);
			}
			assertThat(runs()).as("runs").hasContent("\n");
		}
	}

	private String[] certificateAndKey() throws Exception {
		Path file = this.folder.resolve("client.p12");
		new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
				"-keyalg", "RSA", "-alias", "client", "-dname", "CN=client", "-keystore", file.toString(), "-storetype",
				"PKCS12", "-storepass", PASSWORD)
			.start()
			.waitFor();
		KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
		return new String[] { pem("CERTIFICATE", store.getCertificate("client").getEncoded()),
				pem("PRIVATE KEY", store.getKey("client", PASSWORD.toCharArray()).getEncoded()) };
	}

	/**
	 * Returns a PEM block as the content of a JSON string.
	 */
	private static String pem(String type, byte[] content) {
		return "-----BEGIN %s-----\\n%s\\n-----END %1$s-----\\n".formatted(type,
				Base64.getEncoder().encodeToString(content));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void anIdTokenThatHasExpiredIsReplacedRepeatedly(boolean rotates) {
		this.server.respond("GET /version", 200, "{}");
		try (IdentityProvider provider = new IdentityProvider(rotates); KubernetesConnection connection = connect("""
				{auth-provider: {name: oidc, config: {client-id: us, idp-issuer-url: "%s",
				  idp-certificate-authority-data: "", id-token: "%s", refresh-token: refresh-0}}}
				""".strip().formatted(provider.url(), IdentityProvider.token(0)))) {
			for (int i = 1; i < 4; i++) {
				this.server.accept(IdentityProvider.token(i));
				assertThat(get(connection)).as("request %d", i).isEqualTo(200);
			}
		}
	}

}
