package io.leader.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a problem with a kubeconfig, or with a file that it references, is reported
 * with the path and the cause.
 */
class KubeconfigFailureTests extends LeaderContextTest {

	private static final String GOOD = """
			apiVersion: v1
			kind: Config
			clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
			users: [{name: u, user: {token: t}}]
			contexts: [{name: staging, context: {cluster: c, user: u, namespace: n}}]
			current-context: staging
			""";

	@TempDir
	private Path folder;

	private String before;

	@BeforeEach
	void remember() {
		this.before = System.getProperty("kubeconfig");
	}

	@AfterEach
	void restore() {
		if (this.before != null) {
			System.setProperty("kubeconfig", this.before);
		}
		else {
			System.clearProperty("kubeconfig");
		}
	}

	private Path kubeconfig(String content) throws IOException {
		Path file = Files.writeString(this.folder.resolve("config"), content);
		System.setProperty("kubeconfig", file.toString());
		return file;
	}

	private FailureAnalysis failure(ApplicationContextRunner application) {
		return analysis(application.withPropertyValues("leader.platform=kubernetes"));
	}

	@Test
	void aValidKubeconfigIsAccepted() throws Exception {
		kubeconfig(GOOD);
		this.runner.withPropertyValues("leader.platform=kubernetes")
			.run((context) -> assertThat(context).hasNotFailed());
		kubeconfig(GOOD.replace(", user: u", ""));
		this.runner.withPropertyValues("leader.platform=kubernetes")
			.run((context) -> assertThat(context).as("without a user").hasNotFailed());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "'clusters: [{name: c'|cannot be parsed: while parsing a flow mapping",
			"- a|cannot be parsed", "some text|cannot be parsed", "''|is empty" })
	void aMalformedKubeconfigIsReportedWithTheCause(String content, String cause) throws Exception {
		Path file = kubeconfig(content);
		FailureAnalysis analysis = failure(this.runner);
		assertThat(analysis.getDescription()).contains("The kubeconfig '" + file + "' " + cause)
			.as("might contain credentials")
			.doesNotContain("{name", "some text");
		assertThat(analysis.getAction()).contains("KUBECONFIG");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "{\"users\":[{\"name\":\"u\",\"user\":{\"token\":S3CRETtok}}]}",
					"{\"current-context\": S3CRETtok}", "users: [{name: u, user: {token: !!int S3CRETtok}}]",
					"users: [{name: u, user: {S3CRETtok: a, S3CRETtok: b}}]" })
	void aMalformedKubeconfigIsNotQuoted(String content) throws Exception {
		Path file = kubeconfig(content);
		assertThat(failure(this.runner).getDescription()).contains("The kubeconfig '" + file + "' cannot be parsed")
			.doesNotContain("S3CRET");
	}

	@Test
	void aFolderInsteadOfAFileIsReported() {
		System.setProperty("kubeconfig", this.folder.toString());
		assertThat(failure(this.runner).getDescription())
			.contains("The kubeconfig '" + this.folder + "' cannot be read: it is not a regular file");
	}

	@ParameterizedTest
	@CsvSource({ "{none}{good}", "{good}{none}{missing}", "{folder}{good}", "{good}{folder}", "{empty}{good}",
			"{good}{empty}" })
	void anUnusableElementOfAListIsIgnored(String list) throws Exception {
		list(list);
		this.runner.withPropertyValues("leader.platform=kubernetes")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "{none}{missing}|no kubeconfig at", "{none}{folder}{empty}|it is not a regular file",
					"{missing}{empty}|is empty", "{good}{blank}|second' is empty" })
	void aListWithoutAUsableElementIsReported(String list, String cause) throws Exception {
		list(list);
		assertThat(failure(this.runner).getDescription()).contains(cause);
	}

	private void list(String elements) throws IOException {
		String separator = System.getProperty("path.separator");
		Path second = this.folder.resolve("second");
		Files.writeString(second, elements.contains("{blank}") ? "\n" : "");
		System.setProperty("kubeconfig",
				elements.replace("{good}", kubeconfig(GOOD) + separator)
					.replace("{none}", separator)
					.replace("{missing}", this.folder.resolve("missing") + separator)
					.replace("{folder}", this.folder + separator)
					.replaceAll("\\{(empty|blank)}", second + separator));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"current-context: staging|current-context: production|has the current-context 'production', but there is no context with that name. Available: staging.",
			"current-context: staging|# none|has no current-context. Available: staging.",
			"cluster: c, user|cluster: d, user|has the context 'staging' with cluster 'd', but there is no cluster with that name. Available: c.",
			"user: u, names|user: v, names|has the context 'staging' with user 'v', but there is no user with that name. Available: u." })
	void aNameWithoutAnEntryIsReported(String good, String bad, String cause) throws Exception {
		Path file = kubeconfig(GOOD.replace(good, bad));
		FailureAnalysis analysis = failure(this.runner);
		assertThat(analysis.getDescription()).contains("The kubeconfig '" + file + "' " + cause)
			.doesNotContain("no kubeconfig");
		assertThat(analysis.getAction()).contains("kubectl config");
	}

	@Test
	void theInvalidKubeconfigOfSeveralIsReported() throws Exception {
		Path good = kubeconfig(GOOD.replace("contexts:", "others:"));
		Path bad = Files.writeString(this.folder.resolve("second"), "contexts: [{name");
		System.setProperty("kubeconfig", good + System.getProperty("path.separator") + bad);
		assertThat(failure(this.runner).getDescription()).contains("The kubeconfig '" + bad + "' cannot be parsed")
			.doesNotContain("'" + good + "'");
		Files.writeString(bad, "contexts: [{name: c, context: {cluster: c, user: u, namespace: n}}]");
		assertThat(failure(this.runner).getDescription())
			.contains("The kubeconfig '" + good + "' has the current-context 'staging'", "Available: c");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { ":1\"|:1\", certificate-authority: missing.crt|certificate authority",
			"token: t|client-certificate: missing.crt, client-key: missing.crt|client certificate" })
	void aMissingReferencedFileIsReported(String good, String bad, String what) throws Exception {
		Path file = kubeconfig(GOOD.replace(good, bad));
		FailureAnalysis analysis = failure(this.runner);
		assertThat(analysis.getDescription()).contains(
				"The %s '%s' for the API server at https://127.0.0.1:1/ cannot be read: it does not exist. It is referenced in the kubeconfig '%s'."
					.formatted(what, this.folder.resolve("missing.crt"), file));
		assertThat(analysis.getAction()).contains("missing.crt");
	}

	@Test
	void aMissingFileInTheApplicationsOwnConfigurationIsReported() {
		Path missing = this.folder.resolve("ca.crt");
		Config own = new ConfigBuilder(Config.empty()).withMasterUrl("https://127.0.0.1:1")
			.withCaCertFile(missing.toString())
			.withNamespace("n")
			.build();
		assertThat(failure(this.runner.withBean(Config.class, () -> own)).getDescription())
			.contains("The certificate authority '" + missing + "'", "it does not exist");
	}

}
