package io.leader.sample;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests replicas in separate processes, with the local lock and with a lock on a cluster.
 */
class ReplicasTests {

	private static final String LEADING = ": leading as ";

	private final String lock = "replicas-" + UUID.randomUUID();

	private Replica local() {
		return Replica.start(null, "--leader.platform=local", "--leader.lock-name=" + this.lock);
	}

	private Replica on(TestNamespace cluster) {
		return cluster.start(this.lock, "--leader.lease-duration=4s", "--leader.renew-deadline=2s",
				"--leader.retry-period=500ms");
	}

	@Test
	void locallyAnotherReplicaLeadsImmediatelyWhenTheLeaderStopsOrIsKilled() throws Exception {
		try (Replica first = local(); Replica second = local(); Replica third = local()) {
			first.await(LEADING);
			assertThat(first.log()).contains("among the processes of this user on this machine");
			second.await("leads '" + this.lock + "'");
			long killed = System.nanoTime();
			first.kill();
			Replica next = leaderOf(second, third);
			assertThat(Duration.ofNanos(next.await(LEADING) - killed)).as("does not wait for the lease to expire")
				.isLessThan(Duration.ofSeconds(5));
			Replica last = (next == second) ? third : second;
			assertThat(last.logged(LEADING)).isFalse();
			next.terminate();
			last.await(LEADING);
			next.awaitEnd();
			assertThat(next.log()).contains("This replica no longer leads");
		}
	}

	@Test
	@EnabledIfEnvironmentVariable(named = "LEADER_TEST_KUBECONFIG", matches = ".+",
			disabledReason = "needs a cluster that other processes can reach")
	void onAClusterAnotherReplicaLeadsImmediatelyAfterSigtermAndAfterTheLeaseAfterSigkill() throws Exception {
		try (TestNamespace cluster = new TestNamespace();
				Replica first = on(cluster);
				Replica second = on(cluster);
				Replica third = on(cluster)) {
			first.await(LEADING);
			second.await("leads '" + this.lock + "'");
			third.await("leads '" + this.lock + "'");
			long terminated = System.nanoTime();
			first.terminate();
			Replica next = leaderOf(second, third);
			assertThat(Duration.ofNanos(next.await(LEADING) - terminated)).isLessThan(Duration.ofSeconds(2));
			Replica last = (next == second) ? third : second;
			long killed = System.nanoTime();
			next.kill();
			assertThat(Duration.ofNanos(last.await(LEADING) - killed)).isBetween(Duration.ofMillis(2500),
					Duration.ofSeconds(6));
		}
	}

	@Test
	void anApplicationStartsWhileTheApiServerIsDown(@TempDir Path folder) throws Exception {
		Path kubeconfig = Files.writeString(folder.resolve("config"), """
				apiVersion: v1
				kind: Config
				clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]
				users: [{name: u, user: {token: t}}]
				contexts: [{name: c, context: {cluster: c, user: u, namespace: n}}]
				current-context: c
				""");
		try (Replica replica = Replica.start(kubeconfig.toString(), "--leader.platform=kubernetes")) {
			replica.await("The API server at http://127.0.0.1:1 could not be reached");
			assertThat(replica.logged(LEADING)).isFalse();
		}
	}

	private static Replica leaderOf(Replica one, Replica other) throws InterruptedException {
		long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
		while (System.nanoTime() < end) {
			for (Replica replica : new Replica[] { one, other }) {
				if (replica.logged(LEADING)) {
					return replica;
				}
			}
			LockSupport.parkNanos(500_000);
		}
		throw new AssertionError("neither replica leads:\n" + one.log() + "\n" + other.log());
	}

}
