package io.leader.lock.kubernetes;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.leader.engine.ElectionTimings;
import io.leader.support.Contender;
import io.leader.support.Pods;
import io.leader.support.WaitingTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests locks that the leader's Pod owns: locks held for life and renewed locks. The Pods
 * are only objects, but the cluster's garbage collector is real.
 */
@EnabledIf(value = "io.leader.support.TestCluster#isOfCi", disabledReason = "needs a cluster with a garbage collector")
@WaitingTest
class PodOwnedLockTests extends ClusterTest {

	private static final ElectionTimings SLOW = new ElectionTimings(Duration.ofSeconds(60), Duration.ofSeconds(40),
			Duration.ofMillis(500));

	private static final Duration TWO_LEASES = Contender.QUICK.leaseDuration().multipliedBy(2);

	private enum Mode {

		CONFIG_MAP_FOR_LIFE, LEASE_FOR_LIFE, LEASE_WITH_OWNER

	}

	private final Map<String, Pod> pods = new HashMap<>();

	private Pod pod(String suffix) {
		return this.pods.computeIfAbsent(suffix, (key) -> Pods.create(this.admin, this.name + "-" + key, Map.of()));
	}

	private Contender candidate(String suffix, Mode mode, ElectionTimings timings) {
		String uid = pod(suffix).getMetadata().getUid();
		PodOwner owner = new PodOwner(this.name + "-" + suffix, uid);
		Contender.Builder builder = Contender.of(this.name, owner.name()).inPod(uid).timings(timings);
		builder.lock((connection) -> (mode == Mode.CONFIG_MAP_FOR_LIFE)
				? new ForLifeConfigMapLock(connection, this.cluster.namespace(), this.name, owner)
				: new LeaseLock(connection, this.cluster.namespace(), this.name, owner));
		return contender((mode == Mode.LEASE_WITH_OWNER) ? builder : builder.forLife());
	}

	private HasMetadata object(Mode mode) {
		return (mode == Mode.CONFIG_MAP_FOR_LIFE) ? configMap() : lease();
	}

	private ConfigMap configMap() {
		return this.admin.configMaps().inNamespace(this.cluster.namespace()).withName(this.name).get();
	}

	@AfterEach
	void deletePods() {
		this.contenders.forEach(Contender::close);
		this.pods.keySet().forEach((suffix) -> Pods.delete(this.admin, this.name + "-" + suffix));
	}

	@ParameterizedTest
	@EnumSource
	void aDeletedPodIsReplacedWithoutWaitingForTheLease(Mode mode) {
		Contender first = candidate("a", mode, SLOW);
		leader();
		Contender second = candidate("b", mode, SLOW);
		await(() -> first.toString().equals(second.election().status().leader()));
		assertThat(object(mode).getMetadata().getOwnerReferences()).singleElement()
			.extracting(OwnerReference::getUid)
			.isEqualTo(pod("a").getMetadata().getUid());
		long token = first.election().fencingToken().orElseThrow();
		first.kill();
		this.contenders.remove(first);
		Pods.delete(this.admin, this.name + "-a");
		leader();
		assertThat(second.election().fencingToken().orElseThrow()).isGreaterThan(token);
		assertThat(object(mode).getMetadata().getOwnerReferences()).singleElement()
			.extracting(OwnerReference::getUid)
			.isEqualTo(pod("b").getMetadata().getUid());
	}

	@ParameterizedTest
	@EnumSource(names = { "CONFIG_MAP_FOR_LIFE", "LEASE_FOR_LIFE" })
	void aLockForLifeStaysAndARestartedContainerContinuesToLead(Mode mode) throws Exception {
		Contender first = candidate("a", mode, SLOW);
		leader();
		Contender second = candidate("b", mode, SLOW);
		await(() -> first.toString().equals(second.election().status().leader()));
		assertThat(first.election().yieldLeadership()).as("for life").isFalse();
		assertThat(first.election().yieldLeadership(Duration.ofSeconds(1))).isFalse();
		assertThat(first.leads()).isTrue();
		first.close();
		this.contenders.remove(first);
		assertThat(first.received()).containsExactly("granted", "revoked");
		TimeUnit.MILLISECONDS.sleep(1000);
		assertThat(second.leads()).isFalse();
		Contender restarted = candidate("a", mode, SLOW);
		await(restarted::leads);
		assertThat(second.leads()).isFalse();
	}

	@Test
	void aConfigMapForLifeHasNoDataAndIsNeverWrittenAgain() throws Exception {
		Contender first = candidate("a", Mode.CONFIG_MAP_FOR_LIFE, Contender.QUICK);
		leader();
		Contender second = candidate("b", Mode.CONFIG_MAP_FOR_LIFE, Contender.QUICK);
		String version = configMap().getMetadata().getResourceVersion();
		first.skip(TWO_LEASES);
		second.assertFollowsFor(TWO_LEASES);
		assertThat(configMap().getMetadata().getResourceVersion()).isEqualTo(version);
		assertThat(configMap().getData()).isNullOrEmpty();
		assertThat(first.leads()).isTrue();
		assertThat(second.leads()).isFalse();
	}

	@Test
	void aLockForLifeDeletedWhileItsPodIsAliveIsNotTakenByOthers() throws Exception {
		Contender first = candidate("a", Mode.CONFIG_MAP_FOR_LIFE, Contender.QUICK);
		leader();
		Contender second = candidate("b", Mode.CONFIG_MAP_FOR_LIFE, Contender.QUICK);
		await(() -> first.toString().equals(second.election().status().leader()));
		first.kill();
		this.contenders.remove(first);
		this.admin.configMaps().inNamespace(this.cluster.namespace()).withName(this.name).delete();
		// The lock is not free, since the Pod still exists.
		second.assertFollowsFor(TWO_LEASES);
		Pods.delete(this.admin, this.name + "-a");
		leader();
	}

	@Test
	void aLeaseForLifeThatIsNotRenewedIsTakenAfterItsDuration() {
		Contender first = candidate("a", Mode.LEASE_FOR_LIFE, Contender.QUICK);
		leader();
		Contender second = candidate("b", Mode.LEASE_FOR_LIFE, Contender.QUICK);
		await(() -> first.toString().equals(second.election().status().leader()));
		first.kill();
		this.contenders.remove(first);
		leader();
	}

	@Test
	void kubeLeadersLockIsHeldUntilItsPodIsGone() throws Exception {
		Pod theirs = pod("theirs");
		this.admin
			.resource(new ConfigMapBuilder().withNewMetadata()
				.withName(this.name)
				.withNamespace(this.cluster.namespace())
				.withOwnerReferences(List.of(new OwnerReference("v1", null, null, "Pod", theirs.getMetadata().getName(),
						theirs.getMetadata().getUid())))
				.endMetadata()
				.build())
			.create();
		Contender ours = candidate("a", Mode.CONFIG_MAP_FOR_LIFE, Contender.QUICK);
		await(() -> theirs.getMetadata().getName().equals(ours.election().status().leader()));
		ours.assertFollowsFor(TWO_LEASES);
		Pods.delete(this.admin, theirs.getMetadata().getName());
		leader();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Failed", "Succeeded" })
	void aTerminatedPodOfALeaderForLifeIsReplacedAndKept(String phase) {
		Contender first = candidate("a", Mode.CONFIG_MAP_FOR_LIFE, SLOW);
		leader();
		Contender second = candidate("b", Mode.CONFIG_MAP_FOR_LIFE, Contender.QUICK);
		await(() -> first.toString().equals(second.election().status().leader()));
		first.kill();
		this.contenders.remove(first);
		end("a", phase, null);
		leader();
		assertThat(configMap().getMetadata().getOwnerReferences()).singleElement()
			.extracting(OwnerReference::getUid)
			.isEqualTo(pod("b").getMetadata().getUid());
		assertThat(this.admin.pods().inNamespace(this.cluster.namespace()).withName(this.name + "-a").get())
			.isNotNull();
	}

	private void end(String suffix, String phase, String reason) {
		this.admin.pods().inNamespace(this.cluster.namespace()).withName(this.name + "-" + suffix).editStatus((pod) -> {
			pod.setStatus(new PodStatusBuilder().withPhase(phase).withReason(reason).build());
			return pod;
		});
	}

	@Test
	void anEvictedLeadersPodIsDeleted() {
		Contender first = candidate("a", Mode.CONFIG_MAP_FOR_LIFE, Contender.QUICK);
		leader();
		candidate("b", Mode.CONFIG_MAP_FOR_LIFE, Contender.QUICK);
		first.kill();
		this.contenders.remove(first);
		end("a", "Failed", "Evicted");
		leader();
		assertThat(this.admin.pods().inNamespace(this.cluster.namespace()).withName(this.name + "-a").get()).isNull();
	}

	@Test
	void aConfigMapWithoutAnOwnerIsNoLockForLife() {
		this.admin
			.resource(new ConfigMapBuilder().withNewMetadata()
				.withName(this.name)
				.withNamespace(this.cluster.namespace())
				.endMetadata()
				.addToData("color", "blue")
				.build())
			.create();
		Contender ours = candidate("a", Mode.CONFIG_MAP_FOR_LIFE, Contender.QUICK);
		await(() -> ours.election().status().problem() != null);
		assertThat(ours.election().status().problem()).contains("not owned by exactly one Pod");
		assertThat(configMap().getData()).containsEntry("color", "blue");
	}

	@Test
	void aReleasedLockHasNoOwner() {
		Contender first = candidate("a", Mode.LEASE_WITH_OWNER, Contender.QUICK);
		leader();
		first.close();
		assertThat(lease().getMetadata().getOwnerReferences()).isEmpty();
		assertThat(lease().getSpec().getHolderIdentity()).isNull();
	}

}
