package io.leader.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import io.leader.support.Pods;
import io.leader.support.TestCluster;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a lock for life, which is never renewed, does not expire even if the
 * observation of renewals is enabled.
 */
@EnabledIf(value = "io.leader.support.TestCluster#isOfCi", disabledReason = "needs a cluster with a garbage collector")
class ObservedLockForLifeTests extends LeaderContextTest {

	private final TestCluster cluster = TestCluster.get();

	private final KubernetesClient admin = this.cluster.client();

	@AfterEach
	void close() {
		Pods.delete(this.admin, this.name + "-theirs");
		Pods.delete(this.admin, this.name + "-ours");
		this.admin.close();
	}

	@Test
	void theLockOfALivePodIsNotTakenAfterALease() throws Exception {
		Pod theirs = Pods.create(this.admin, this.name + "-theirs", Map.of());
		Pod ours = Pods.create(this.admin, this.name + "-ours", Map.of());
		this.admin
			.resource(new ConfigMapBuilder().withNewMetadata()
				.withName(this.name)
				.withNamespace(this.cluster.namespace())
				.withOwnerReferences(List.of(new OwnerReference("v1", null, null, "Pod", theirs.getMetadata().getName(),
						theirs.getMetadata().getUid())))
				.endMetadata()
				.build())
			.create();
		try (AssembledCandidate candidate = new AssembledCandidate(List.of("leader.lock-name=" + this.name,
				"leader.platform=kubernetes", "leader.lock-type=configmaps", "leader.lock.for-life=true",
				"leader.observations.renewals=true", "leader.lease-duration=1s", "leader.renew-deadline=800ms",
				"leader.retry-period=200ms", "POD_NAME=" + ours.getMetadata().getName(),
				"POD_UID=" + ours.getMetadata().getUid(), "POD_NAMESPACE=" + this.cluster.namespace()),
				this.cluster.config())
			.start(false)) {
			await(() -> theirs.getMetadata().getName().equals(candidate.elections().get(this.name).status().leader()));
			TimeUnit.MILLISECONDS.sleep(2500);
			assertThat(candidate.leadsAny()).as("leads although the holder's Pod is alive").isFalse();
			Pods.delete(this.admin, theirs.getMetadata().getName());
			await(candidate::leadsAll);
		}
	}

}
