package io.leader.lock.kubernetes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.engine.ElectionTimings;
import io.leader.support.Contender;
import io.leader.support.Pods;

/**
 * Measures the time from the deletion of a leader's Pod until another candidate is
 * granted leadership. The benchmark runs only if it is selected by its name, and asserts
 * nothing about the time.
 */
class PodDeletionBenchmark extends ClusterTest {

	private final AtomicLong grantedAt = new AtomicLong();

	private Contender start(String pod, String type) {
		Pod created = Pods.create(this.admin, pod, Map.of());
		PodOwner owner = new PodOwner(pod, created.getMetadata().getUid());
		return contender(Contender.of(this.name, pod)
			.inPod(owner.uid())
			.forLife()
			.timings(ElectionTimings.DEFAULTS)
			.lock((connection) -> type.equals("configmaps")
					? new ForLifeConfigMapLock(connection, this.cluster.namespace(), this.name, owner)
					: new LeaseLock(connection, this.cluster.namespace(), this.name, owner))
			.listener(new LeaderElectionListener() {

				@Override
				public void onGranted(LeaderElection election, long fencingToken) {
					PodDeletionBenchmark.this.grantedAt.set(System.nanoTime());
				}

			}));
	}

	@ParameterizedTest
	@ValueSource(strings = { "configmaps", "leases" })
	void deletionToGrant(String type) throws Exception {
		List<Double> millis = new ArrayList<>();
		Contender leader = start(this.name + "-0", type);
		leader();
		for (int i = 1; i <= 25; i++) {
			Contender next = start(this.name + "-" + i, type);
			String former = leader.toString();
			await(() -> former.equals(next.election().status().leader()));
			TimeUnit.MILLISECONDS.sleep(500);
			leader.kill();
			this.contenders.remove(leader);
			long deleted = System.nanoTime();
			Pods.delete(this.admin, former);
			await(() -> this.grantedAt.get() > deleted);
			if (i > 5) {
				millis.add((this.grantedAt.get() - deleted) / 1e6);
			}
			leader = next;
		}
		Pods.delete(this.admin, leader.toString());
		Collections.sort(millis);
		System.out.printf(
				"%s for life: Pod deletion to onGranted, 20 runs after 5 warm-up runs: median %.1f ms, maximum %.1f ms%n",
				type, (millis.get(9) + millis.get(10)) / 2, millis.get(19));
	}

}
