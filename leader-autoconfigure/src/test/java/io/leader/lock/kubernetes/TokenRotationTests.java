package io.leader.lock.kubernetes;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

import io.fabric8.kubernetes.client.Config;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import io.leader.support.Contender;
import io.leader.support.TestCluster;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests a candidate that authenticates with a service account's token file, as in a Pod.
 */
@EnabledIf(value = "io.leader.support.TestCluster#isOfCi",
		disabledReason = "needs the cluster that CI starts, with tokens and no other users")
class TokenRotationTests extends ClusterTest {

	@TempDir
	private Path folder;

	private Map<String, String> settings;

	@BeforeEach
	void configureLikeInAPod() throws Exception {
		Path token = Files.writeString(this.folder.resolve("token"), "expired");
		Path authority = Files.writeString(this.folder.resolve("ca.crt"), authorityCertificate());
		this.settings = Map.of("kubernetes.auth.tryKubeConfig", "false", "kubernetes.auth.serviceAccount.token",
				token.toString(), "kubernetes.certs.ca.file", authority.toString(), "kubernetes.master",
				this.cluster.config().getMasterUrl());
		this.settings.forEach(System::setProperty);
	}

	private static String authorityCertificate() throws Exception {
		Config config = TestCluster.get().config();
		return (config.getCaCertFile() != null) ? Files.readString(Path.of(config.getCaCertFile()))
				: new String(Base64.getDecoder().decode(config.getCaCertData()), StandardCharsets.UTF_8);
	}

	@AfterEach
	void restoreConfiguration() {
		this.contenders.forEach(Contender::close);
		this.settings.keySet().forEach(System::clearProperty);
	}

	@Test
	void aNewTokenIsPickedUpWithoutARestart() throws Exception {
		Contender contender = contender(Contender.of(this.name, "a").as(Config.autoConfigure(null)));
		await(() -> contender.election().status().problem() != null);
		assertThat(contender.election().status().problem()).contains("401");
		Files.writeString(this.folder.resolve("token"), this.cluster.config().getOauthToken() != null
				? this.cluster.config().getOauthToken() : this.cluster.config().getAutoOAuthToken());
		await(contender::leads);
		await(() -> contender.election().status().problem() == null);
	}

}
