package io.leader.sample;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import static io.leader.sample.Await.awaitAsserted;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the sample application with only the environment variables and permissions from
 * the README files of the replaced programs.
 */
@EnabledIfEnvironmentVariable(named = "LEADER_TEST_KUBECONFIG", matches = ".+",
		disabledReason = "needs a cluster that other processes can reach")
class ReplacedManifestsTests {

	private TestNamespace cluster;

	private String kubeconfig;

	@TempDir
	private Path folder;

	@BeforeEach
	void open() throws Exception {
		this.cluster = new TestNamespace();
	}

	@AfterEach
	void close() {
		this.cluster.close();
	}

	private static PolicyRule rule(String group, String resource, String... verbs) {
		return new PolicyRuleBuilder().withApiGroups(group).withResources(resource).withVerbs(verbs).build();
	}

	private static Replica kubeLeader(Map<String, String> variables) {
		return Replica.launch(variables, "--spring.profiles.active=run", "--leader.platform=kubernetes",
				"--leader.lock-name=my-lock", "--leader.lock-type=configmaps", "--leader.lock.for-life=true",
				"--leader.retry-period=200ms", "--", "sh", "-c", "while sleep 0.2; do echo leader $POD_NAME; done");
	}

	/**
	 * kube-leader's Deployment sets only {@code POD_NAME}.
	 */
	@Test
	void thePodNameIsSufficientForKubeLeader() throws Exception {
		String kubeconfig = this.cluster.kubeconfigWith(rule("", "configmaps", "get", "create"),
				rule("", "pods", "get", "delete"));
		this.cluster.pod("pod-a");
		this.cluster.pod("pod-b");
		try (Replica first = kubeLeader(Map.of("KUBECONFIG", kubeconfig, "POD_NAME", "pod-a"))) {
			first.await("leader pod-a");
			try (Replica second = kubeLeader(Map.of("KUBECONFIG", kubeconfig, "POD_NAME", "pod-b"))) {
				second.await("found existing lock, leader=pod-a");
				first.kill();
				this.cluster.deletePod("pod-a");
				second.await("leader pod-b");
			}
		}
	}

	@Test
	void theMessageForAMissingPermissionShowsTheAlternative() throws Exception {
		String kubeconfig = this.cluster.kubeconfigWith(rule("", "configmaps", "get", "create"));
		this.cluster.pod("pod-a");
		try (Replica replica = kubeLeader(Map.of("KUBECONFIG", kubeconfig, "POD_NAME", "pod-a"))) {
			assertThat(replica.awaitEnd()).isEqualTo(2);
			assertThat(replica.log()).contains("the Role lacks the permission to get pods",
					"{name: POD_UID, valueFrom: {fieldRef: {fieldPath: metadata.uid}}}");
		}
	}

	/**
	 * Uses the container specification and the Role of leader-election.
	 */
	@Test
	void leaderElectionRecordsAnEvent() throws Exception {
		String kubeconfig = this.cluster.kubeconfigWith(
				rule("coordination.k8s.io", "leases", "get", "list", "watch", "create", "update", "patch", "delete"),
				rule("", "events", "create", "patch"));
		try (Replica replica = Replica.launch(
				Map.of("KUBECONFIG", kubeconfig, "POD_NAME", "pod-a", "NAMESPACE", this.cluster.name()),
				"--spring.profiles.active=sidecar", "--id=pod-a", "--lease-name=example",
				"--namespace=" + this.cluster.name(), "--lease-duration=10s", "--lease-renew-duration=5s", "--addr=:0",
				"--leader.status-file=" + this.folder.resolve("status"))) {
			awaitAsserted(() -> assertThat(
					this.cluster.admin().v1().events().inNamespace(this.cluster.name()).list().getItems())
				.extracting((event) -> event.getMessage())
				.isEqualTo(List.of("pod-a became leader")));
			assertThat(replica.log()).doesNotContain(" WARN ");
		}
	}

	/**
	 * Uses the label of k8s-elector, with the Pod's name from that program's variable.
	 */
	@Test
	void k8sElectorLabelsItsPod() throws Exception {
		this.cluster.pod("pod-a");
		this.cluster.pod("pod-b");
		this.kubeconfig = this.cluster.kubeconfigWith(
				rule("coordination.k8s.io", "leases", "get", "watch", "create", "update"), rule("", "pods", "patch"));
		try (Replica first = k8sElector("pod-a")) {
			first.await(": leading as ");
			try (Replica second = k8sElector("pod-b")) {
				awaitStatus("pod-a", "leader");
				awaitStatus("pod-b", "standby");
				first.terminate();
				awaitStatus("pod-b", "leader");
				awaitStatus("pod-a", "standby");
				assertThat(second.get("/actuator/leader").body()).contains("\"isLeader\":true");
				assertThat(second.get("/actuator/prometheus").body())
					.contains("leader_leading{election=\"example\"} 1");
			}
		}
	}

	private Replica k8sElector(String pod) {
		return Replica.launch(Map.of("ELECTOR_POD_NAME", pod), "--spring.profiles.active=sidecar", "-election=example",
				"-logtostderr", "-v=2", "-id=", "-http=localhost:0", "-namespace=" + this.cluster.name(),
				"-kubeconfig=" + this.kubeconfig, "--leader.kubernetes.pod-label=k8s-elector/status=leader",
				"--leader.kubernetes.pod-label-on-followers=standby",
				"--leader.status-file=" + this.folder.resolve(pod));
	}

	private void awaitStatus(String pod, String status) {
		awaitAsserted(() -> assertThat(this.cluster.admin()
			.pods()
			.inNamespace(this.cluster.name())
			.withName(pod)
			.get()
			.getMetadata()
			.getLabels()).containsEntry("k8s-elector/status", status));
	}

}
