package io.leader.lock.kubernetes;

import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.leader.support.Contender;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests a ConfigMap with the record of fabric8's {@code ConfigMapLock}, whose format no
 * other program can share.
 */
@EnabledIf(value = "io.leader.support.TestCluster#isOfCi", disabledReason = "peers need a cluster and its kubeconfig")
@ExtendWith(OutputCaptureExtension.class)
class ForeignConfigMapLockTests extends ClusterTest {

	@Test
	void itIsNamedAndLeftAlone(CapturedOutput output) throws Exception {
		var theirs = this.admin.leaderElector()
			.withConfig(new LeaderElectionConfigBuilder().withName(this.name)
				.withLock(new io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.ConfigMapLock(
						this.cluster.namespace(), this.name, "theirs"))
				.withLeaseDuration(Contender.QUICK.leaseDuration())
				.withRenewDeadline(Contender.QUICK.renewDeadline())
				.withRetryPeriod(Contender.QUICK.retryPeriod())
				.withLeaderCallbacks(new LeaderCallbacks(() -> {
				}, () -> {
				}, (leader) -> {
				}))
				.build())
			.build()
			.start();
		try {
			await(() -> this.admin.configMaps()
				.inNamespace(this.cluster.namespace())
				.withName(this.name)
				.get() != null);
			Contender ours = contender(Contender.of(this.name, "ours").lock(lockOfType("configmaps")));
			await(() -> ours.election().status().problem() != null);
			assertThat(ours.election().status().problem()).contains("fabric8's ConfigMapLock", "'theirs'");
			ours.assertFollowsFor(Contender.QUICK.leaseDuration().multipliedBy(2));
			assertThat(this.admin.configMaps()
				.inNamespace(this.cluster.namespace())
				.withName(this.name)
				.get()
				.getMetadata()
				.getAnnotations()
				.toString()).contains("theirs");
			assertThat(output.toString().split("fabric8's ConfigMapLock", -1)).as("logged once").hasSize(2);
		}
		finally {
			theirs.cancel(true);
		}
	}

}
