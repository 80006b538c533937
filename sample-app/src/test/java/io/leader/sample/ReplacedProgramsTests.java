package io.leader.sample;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import static io.leader.sample.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the sample application as a replacement for five programs, configured as in their
 * documentation: one of three processes leads, and when that process ends, another takes
 * over.
 */
@EnabledIfEnvironmentVariable(named = "LEADER_TEST_KUBECONFIG", matches = ".+",
		disabledReason = "needs a cluster that other processes can reach")
class ReplacedProgramsTests {

	private static final String SIDECAR = "--spring.profiles.active=sidecar";

	private final List<Replica> replicas = new ArrayList<>();

	@TempDir
	private Path folder;

	private TestNamespace cluster;

	@BeforeEach
	void open() throws IOException {
		this.cluster = new TestNamespace();
	}

	@AfterEach
	void close() {
		this.replicas.forEach(Replica::close);
		this.cluster.close();
	}

	private Replica launch(Map<String, String> variables, String... arguments) {
		Replica replica = Replica.launch(variables, arguments);
		this.replicas.add(replica);
		return replica;
	}

	/**
	 * Waits until a replica matches, asserts that it is the only one, and returns it.
	 */
	private static Replica one(List<Replica> among, Predicate<Replica> wanted) {
		await(() -> among.stream().anyMatch(wanted));
		List<Replica> found = among.stream().filter(wanted).toList();
		assertThat(found).as("matching replicas of %s", among.size()).hasSize(1);
		return found.get(0);
	}

	private List<Replica> othersThan(Replica replica) {
		return this.replicas.stream().filter((other) -> other != replica).toList();
	}

	/**
	 * Replaces the ENTRYPOINT {@code kube-leader my-lock} from kube-leader's
	 * documentation. The command is a loop instead of the CMD {@code my stuff}.
	 */
	@Test
	void kubeLeader() {
		for (String pod : List.of("pod-a", "pod-b", "pod-c")) {
			launch(this.cluster.pod(pod), "--spring.profiles.active=run", "--leader.platform=kubernetes",
					"--leader.lock-name=my-lock", "--leader.lock-type=configmaps", "--leader.lock.for-life=true", "--",
					"sh", "-c", "while sleep 0.2; do echo leader $POD_NAME; done");
		}
		Replica leader = one(this.replicas, (replica) -> replica.logged("leader pod-"));
		String pod = "pod-" + (char) ('a' + this.replicas.indexOf(leader));
		List<Replica> others = othersThan(leader);
		others.forEach((other) -> other.await("found existing lock, leader=" + pod));
		assertThat(others).noneMatch((other) -> other.logged("leader pod-"));
		leader.kill();
		this.cluster.deletePod(pod);
		one(others, (replica) -> replica.logged("leader pod-"));
	}

	/**
	 * Replaces {@code KubernetesLeaderElection.new("my-app", …)}, whose interval is 30 s
	 * and whose lease duration is 60 s. Its counter {@code leader_running} becomes the
	 * gauge {@code leader_leading}.
	 */
	@Test
	void kubernetesLeaderElection() throws Exception {
		for (String pod : List.of("pod-a", "pod-b", "pod-c")) {
			launch(this.cluster.pod(pod), "--server.port=0", "--leader.platform=kubernetes",
					"--leader.lock-name=my-app", "--leader.lock.for-life=true", "--leader.lease-duration=60s",
					"--leader.renew-deadline=40s", "--leader.retry-backoffs=100ms,500ms,1s,2s,4s");
		}
		for (Replica replica : this.replicas) {
			replica.await("Started SampleApplication");
		}
		await(() -> leading(this.replicas) == 1);
		Replica leader = one(this.replicas, (replica) -> leading(List.of(replica)) == 1);
		var lease = this.cluster.admin().leases().inNamespace(this.cluster.name()).withName("my-app").get();
		String pod = "pod-" + (char) ('a' + this.replicas.indexOf(leader));
		assertThat(lease.getSpec().getHolderIdentity()).isEqualTo(pod);
		assertThat(lease.getSpec().getLeaseDurationSeconds()).isEqualTo(60);
		assertThat(lease.getMetadata().getOwnerReferences()).singleElement()
			.satisfies((owner) -> assertThat(owner.getName()).isEqualTo(pod));
		leader.kill();
		this.cluster.deletePod(pod);
		// Another process leads long before the lease expires, since the leader's Pod no
		// longer exists.
		await(() -> {
			int now = leading(othersThan(leader));
			assertThat(now).as("leaders").isLessThanOrEqualTo(1);
			return now == 1;
		});
	}

	private static int leading(List<Replica> among) {
		int sum = 0;
		for (Replica replica : among) {
			try {
				String metrics = replica.get("/actuator/prometheus").body();
				assertThat(metrics).contains("leader_leading{");
				sum += metrics.contains("leader_leading{election=\"my-app\"} 1.0") ? 1 : 0;
			}
			catch (IOException ex) {
				throw new AssertionError(replica.log(), ex);
			}
			catch (InterruptedException ex) {
				throw new AssertionError(ex);
			}
		}
		return sum;
	}

	/**
	 * Uses the variables {@code LEASE_NAME} and {@code NAMESPACE} of leader-elector, and
	 * the check {@code [ -f /tmp/leader_status ]}, with a separate path for each process.
	 */
	@Test
	void leaderElector() throws Exception {
		for (String pod : List.of("pod-a", "pod-b", "pod-c")) {
			launchElector(pod);
		}
		Replica leader = one(this.replicas, (replica) -> Files.exists(file(replica)));
		assertThat(file(leader)).hasContent(file(leader).getFileName().toString());
		othersThan(leader).forEach((other) -> other.await("' leads '"));
		leader.kill();
		Replica next = one(othersThan(leader), (replica) -> Files.exists(file(replica)));
		assertThat(file(leader)).as("remains because its process was killed").exists();
		Replica again = launchElector(file(leader).getFileName().toString());
		again.await("left over from an earlier run");
		assertThat(file(leader)).doesNotExist();
		again.await("' leads '");
		next.terminate();
		next.awaitEnd();
		assertThat(file(next)).doesNotExist();
		await(() -> this.replicas.stream().anyMatch((replica) -> Files.exists(file(replica))));
	}

	private Path file(Replica replica) {
		return this.folder.resolve("pod-" + (char) ('a' + this.replicas.indexOf(replica) % 3));
	}

	private Replica launchElector(String pod) {
		Map<String, String> variables = new HashMap<>(Map.of("KUBECONFIG", this.cluster.kubeconfig(), "LEASE_NAME",
				"myapp-lock", "NAMESPACE", this.cluster.name(), "POD_NAME", pod));
		Replica replica = Replica.launch(variables, SIDECAR, "--server.port=0",
				"--leader.status-file=" + this.folder.resolve(pod), "--leader.lease-duration=3s",
				"--leader.renew-deadline=2s", "--leader.retry-period=400ms");
		if (this.replicas.size() < 3) {
			this.replicas.add(replica);
		}
		else {
			this.replicas.set(pod.charAt(4) - 'a', replica);
		}
		return replica;
	}

	/**
	 * Uses the variables and flags in the manifest of leader-election, and
	 * {@code curl -s localhost:4040/api/leader | jq -r '.leader'}.
	 */
	@Test
	void leaderElection() throws Exception {
		for (String pod : List.of("pod-a", "pod-b", "pod-c")) {
			launch(Map.of("KUBECONFIG", this.cluster.kubeconfig(), "NAMESPACE", this.cluster.name(), "POD_NAME", pod,
					"LEASE_NAME", "example", "LEASE_DURATION", "3s", "LEASE_RENEW_DURATION", "2s"), SIDECAR,
					"--id=" + pod, "--lease-name=example", "--namespace=" + this.cluster.name(), "--lease-duration=3s",
					"--lease-renew-duration=2s", "--addr=:0", "--leader.status-file=" + this.folder.resolve(pod));
		}
		for (Replica replica : this.replicas) {
			await(() -> replica.get("/api/leader").body().startsWith("{\"leader\":\"pod-"));
			assertThat(replica.get("/healthz").body()).isEqualTo("ok\n");
			assertThat(replica.get("/readyz").body()).isEqualTo("ok\n");
		}
		HttpResponse<String> response = this.replicas.get(0).get("/api/leader");
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
		for (Replica replica : this.replicas) {
			assertThat(replica.get("/api/leader").body()).isEqualTo(response.body());
		}
		char pod = response.body().charAt(response.body().length() - 3);
		Replica leader = this.replicas.get(pod - 'a');
		leader.kill();
		for (Replica replica : othersThan(leader)) {
			await(() -> !replica.get("/api/leader").body().equals(response.body()));
			assertThat(replica.get("/api/leader").body()).matches("\\{\"leader\":\"pod-[abc]\"}");
		}
	}

	/**
	 * Uses {@code -election=example -lock-type=configmaps -http=0.0.0.0:5002}, but with a
	 * random port.
	 */
	@Test
	void k8sElector() throws Exception {
		for (String id : List.of("node-a", "node-b", "node-c")) {
			launch(Map.of(), SIDECAR, "-election=example", "-lock-type=configmaps", "-http=0.0.0.0:0", "-ttl=3s",
					"-namespace=" + this.cluster.name(), "-id=" + id, "-kubeconfig=" + this.cluster.kubeconfig(),
					"--leader.status-file=" + this.folder.resolve(id));
		}
		Replica leader = one(this.replicas, (replica) -> "true".equals(response(replica).group(1)));
		String id = response(leader).group(3);
		assertThat(response(leader).group(2)).isEqualTo(id);
		for (Replica other : othersThan(leader)) {
			await(() -> response(other).group(2).equals(id));
			assertThat(response(other).group(1)).isEqualTo("false");
		}
		assertThat(this.cluster.admin()
			.configMaps()
			.inNamespace(this.cluster.name())
			.withName("example")
			.get()
			.getMetadata()
			.getAnnotations()
			.get("control-plane.alpha.kubernetes.io/leader")).contains("\"holderIdentity\":\"" + id + "\"");
		leader.kill();
		one(othersThan(leader), (replica) -> "true".equals(response(replica).group(1)));
	}

	private static Matcher response(Replica replica) {
		try {
			HttpResponse<String> response = replica.get("/");
			assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
			Matcher matcher = Pattern
				.compile("\\{\"is_leader\":(true|false),\"leader\":\"([^\"]*)\",\"node\":\"([^\"]*)\","
						+ "\"timestamp\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\"}")
				.matcher(response.body());
			assertThat(matcher.matches()).as(response.body()).isTrue();
			return matcher;
		}
		catch (IOException ex) {
			throw new AssertionError(replica.log(), ex);
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	@Test
	void anInvalidFlagIsReportedInOneSentence() throws Exception {
		Replica sidecar = launch(Map.of(), SIDECAR, "-election=example", "-ttl=soon");
		assertThat(sidecar.awaitEnd()).isEqualTo(2);
		await(() -> sidecar.log()
			.equals("-ttl or --lease-duration is 'soon'; it must be a duration such as 10s or 1m30s."));
	}

}
