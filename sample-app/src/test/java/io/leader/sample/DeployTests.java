package io.leader.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the API server accepts the manifests in {@code deploy/}, and that the
 * application leads with the permissions and environment variables that they provide.
 */
@EnabledIfEnvironmentVariable(named = "LEADER_TEST_KUBECTL", matches = ".+",
		disabledReason = "needs a kubectl, which LEADER_TEST_KUBECTL names, and a cluster")
class DeployTests {

	private final String kubectl = System.getenv("LEADER_TEST_KUBECTL");

	@ParameterizedTest
	@ValueSource(strings = { "leases", "configmaps", "endpoints", "leases-for-life", "configmaps-for-life" })
	void aKustomizationProvidesExactlyWhatTheApplicationNeeds(String kustomization) throws Exception {
		try (TestNamespace cluster = new TestNamespace()) {
			String applied = kubectl("--kubeconfig=" + cluster.kubeconfig(), "--namespace=" + cluster.name(), "apply",
					"--validate=true", "-k", Path.of("deploy", kustomization).toString());
			assertThat(applied).contains("deployment.apps/sample-app created", "serviceaccount/sample-app created",
					"role.rbac.authorization.k8s.io/leader created", "service/sample-app-http created");
			Deployment deployment = cluster.admin()
				.apps()
				.deployments()
				.inNamespace(cluster.name())
				.withName("sample-app")
				.get();
			Container container = deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
			Map<String, String> variables = new HashMap<>(cluster.pod("sample-app-1"));
			assertThat(container.getEnv()).extracting((variable) -> variable.getName())
				.containsExactlyInAnyOrder("POD_NAME", "POD_NAMESPACE", "POD_UID");
			variables.putAll(cluster.admin()
				.configMaps()
				.inNamespace(cluster.name())
				.withName(container.getEnvFrom().get(0).getConfigMapRef().getName())
				.get()
				.getData());
			String account = deployment.getSpec().getTemplate().getSpec().getServiceAccountName();
			variables.put("KUBECONFIG", cluster.kubeconfigOf(account));
			try (Replica replica = Replica.launch(variables, "--server.port=0", "--leader.platform=kubernetes")) {
				replica.await(": leading as 'sample-app-1'");
				for (var probe : List.of(container.getStartupProbe(), container.getLivenessProbe(),
						container.getReadinessProbe())) {
					assertThat(replica.get(probe.getHttpGet().getPath()).statusCode()).isEqualTo(200);
				}
				assertThat(replica.get("/actuator/leader").body())
					.contains("\"lockType\":\"" + kustomization.replace("-for-life", ""));
				replica.terminate();
				replica.awaitEnd();
				assertThat(replica.log()).doesNotContain("Role lacks")
					.doesNotContain(" WARN ")
					.doesNotContain(" ERROR ");
			}
		}
	}

	private String kubectl(String... arguments) throws IOException, InterruptedException {
		String[] command = new String[arguments.length + 1];
		command[0] = this.kubectl;
		System.arraycopy(arguments, 0, command, 1, arguments.length);
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).as(output).isZero();
		return output;
	}

}
