package io.leader.lock.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import io.leader.election.LeaderElection;
import io.leader.engine.ElectionClock;
import io.leader.engine.ElectionEngine;
import io.leader.engine.ElectionSettings;
import io.leader.engine.ElectionThreads;
import io.leader.kubernetes.ApiStatistics;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.lock.ElectionLock;
import io.leader.support.Contender;
import io.leader.support.Pods;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests followers that find records with extreme or malformed numbers and times. Each of
 * them leads once the lease has expired or the holder is known to be gone. All run
 * concurrently, each in its own election.
 */
@EnabledIf(value = ClusterTest.REAL_CLUSTER,
		disabledReason = "the in-process API server streams no watches over plain HTTP")
class ForeignNumbersOnClusterTests extends ClusterTest {

	private static final List<String> IN_ANNOTATIONS = List.of("\"leaseDurationSeconds\":-1",
			"\"leaseDurationSeconds\":0", "\"leaseDurationSeconds\":-2147483648", "\"leaseDurationSeconds\":2147483648",
			"\"leaseDurationSeconds\":99999999999999999999", "\"leaseDurationSeconds\":1.5",
			"\"leaseDurationSeconds\":\"15\"", "\"leaderTransitions\":-7", "\"leaderTransitions\":-2147483648",
			"\"leaderTransitions\":2147483646", "\"leaderTransitions\":2147483647", "\"leaderTransitions\":\"many\"",
			"\"leaderTransitions\":1.5", "\"acquireTime\":\"+999999999-01-01T00:00:00Z\"",
			"\"renewTime\":\"9999-12-31T23:59:59Z\"");

	private static final List<String> IN_LEASES = List.of("\"leaseDurationSeconds\":1",
			"\"leaseTransitions\":2147483646", "\"leaseTransitions\":2147483647",
			"\"renewTime\":\"9999-12-31T23:59:59.999999Z\"", "\"acquireTime\":\"0001-01-01T00:00:00.000000Z\"");

	private final ElectionThreads threads = new ElectionThreads();

	private final KubernetesConnection connection = new KubernetesConnection(this.cluster.config(),
			new ApiStatistics(Duration.ofDays(1)));

	private final ElectionEngine engine = new ElectionEngine(this.threads.runtime(ElectionClock.system()));

	private final Map<String, LeaderElection> elections = new TreeMap<>();

	@AfterEach
	void stop() {
		this.engine.stop().join();
		this.threads.close();
		this.connection.close();
		Pods.delete(this.cluster.client(), ForeignObjects.SELF.name());
	}

	private void add(ForeignObjects type, String fields) {
		String lockName = this.name + "-" + this.elections.size();
		ObjectNode object = type.object("other", fields);
		object.put("apiVersion", (type == ForeignObjects.LEASE) ? "coordination.k8s.io/v1" : "v1");
		object.put("kind", switch (type) {
			case LEASE -> "Lease";
			case ENDPOINTS -> "Endpoints";
			default -> "ConfigMap";
		});
		object.withObject("/metadata")
			.put("name", lockName)
			.put("namespace", this.cluster.namespace())
			.remove(List.of("uid", "resourceVersion"));
		this.admin.resource(object.toString()).create();
		ElectionLock lock = type.lock(this.connection, this.cluster.namespace(), lockName);
		this.elections.put(type + " " + fields,
				this.engine.add(ElectionSettings.named(lockName)
					.identity(ForeignObjects.SELF.name())
					.timings(Contender.QUICK)
					.shutdownTimeout(Duration.ofSeconds(1))
					.build(), lock));
	}

	@Test
	void aFollowerLeadsAfterALease() {
		Pod self = Pods.create(this.admin, ForeignObjects.SELF.name(), Map.of());
		Pods.setReady(this.admin, self.getMetadata().getName(), true);
		IN_LEASES.forEach((fields) -> add(ForeignObjects.LEASE, fields));
		for (ForeignObjects type : List.of(ForeignObjects.CONFIG_MAP, ForeignObjects.ENDPOINTS,
				ForeignObjects.SPRING_CLOUD)) {
			IN_ANNOTATIONS.forEach((fields) -> add(type, fields));
		}
		this.engine.start();
		List<String> waiting = new ArrayList<>(this.elections.keySet());
		try {
			await(() -> {
				waiting.removeIf((row) -> this.elections.get(row).isLeader());
				return waiting.isEmpty();
			});
		}
		finally {
			assertThat(waiting).as("records with which no candidate leads").isEmpty();
		}
	}

}
