package io.leader.lock.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.leader.kubernetes.ApiStatistics;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.lock.LockException;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.support.Pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that an object to which others have added data is not deleted: neither by
 * Kubernetes when the leader's Pod is deleted, nor during a takeover.
 */
class ForeignDataTests extends ClusterTest {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final String ANNOTATION = "control-plane.alpha.kubernetes.io/leader";

	private static final String FREE = "{\"leaseDurationSeconds\":1}";

	private final KubernetesConnection connection = new KubernetesConnection(this.cluster.config(),
			new ApiStatistics(Duration.ofDays(1)));

	private final List<String> pods = new ArrayList<>();

	@AfterEach
	void disconnect() {
		this.pods.forEach((pod) -> Pods.delete(this.cluster.client(), pod));
		this.connection.close();
	}

	private Pod pod(String suffix) {
		Pod pod = Pods.create(this.admin, this.name + "-" + suffix, Map.of());
		this.pods.add(pod.getMetadata().getName());
		return pod;
	}

	private PodOwner self() {
		Pod pod = pod("self");
		return new PodOwner(pod.getMetadata().getName(), pod.getMetadata().getUid());
	}

	private static OwnerReference reference(String kind, HasMetadata owner) {
		return new OwnerReference("v1", null, null, kind, owner.getMetadata().getName(), owner.getMetadata().getUid());
	}

	private OwnerReference other() {
		return reference("ConfigMap",
				this.admin
					.resource(new ConfigMapBuilder().withNewMetadata()
						.withName(this.name + "-owner")
						.withNamespace(this.cluster.namespace())
						.endMetadata()
						.build())
					.create());
	}

	private ConfigMapBuilder configMap(String record, OwnerReference... owners) {
		return new ConfigMapBuilder().withNewMetadata()
			.withName(this.name)
			.withNamespace(this.cluster.namespace())
			.withAnnotations((record != null) ? Map.of(ANNOTATION, record) : Map.of())
			.withOwnerReferences(owners)
			.endMetadata();
	}

	private ConfigMap found() {
		return this.admin.configMaps().inNamespace(this.cluster.namespace()).withName(this.name).get();
	}

	private ConfigMapLock lock(PodOwner self) {
		return new ConfigMapLock(this.connection, this.cluster.namespace(), this.name, true, self);
	}

	private static LockRecord claim(PodOwner self) {
		return new LockRecord(self.name(), 15, null, null, 0, self.uid() + "/start");
	}

	private static LockRecord released(PodOwner self) {
		return new LockRecord("", 1, null, null, 0, self.uid() + "/start");
	}

	private void assertNotAdopted(LockSnapshot found) {
		assertThat(found.record()).isNull();
		assertThat(found.reason()).contains("leader.lock.owner-reference", "leader.lock-name", this.name);
		assertThat(found.source()).as("cannot be replaced").isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "data", "binaryData", "owner" })
	void aConfigMapOfOthersDoesNotBecomeALockOwnedByThePod(String what) {
		this.admin.resource((switch (what) {
			case "data" -> configMap(null).addToData("color", "blue");
			case "binaryData" -> configMap(null).addToBinaryData("color", "Ymx1ZQ==");
			default -> configMap(null, other());
		}).build()).create();
		PodOwner self = self();
		assertNotAdopted(lock(self).read(TIMEOUT));
		assertThat(lock(null).read(TIMEOUT).record().isFree()).as("without an owner").isTrue();
	}

	@Test
	void anEndpointsObjectOfOthersDoesNotBecomeALockOwnedByThePod() {
		this.admin
			.resource(new EndpointsBuilder().withNewMetadata()
				.withName(this.name)
				.withNamespace(this.cluster.namespace())
				.endMetadata()
				.addNewSubset()
				.addNewAddress()
				.withIp("10.0.0.7")
				.endAddress()
				.endSubset()
				.build())
			.create();
		assertNotAdopted(
				new EndpointsLock(this.connection, this.cluster.namespace(), this.name, true, self()).read(TIMEOUT));
	}

	@Test
	void anEmptyConfigMapIsAdoptedAndOwned() {
		this.admin.resource(configMap(null).build()).create();
		PodOwner self = self();
		ConfigMapLock lock = lock(self);
		assertThat(lock.replace(lock.read(TIMEOUT), claim(self), TIMEOUT).reason()).isNull();
		assertThat(found().getMetadata().getOwnerReferences()).extracting(OwnerReference::getUid)
			.containsExactly(self.uid());
	}

	@Test
	void aLockWithDataIsHeldButNotOwned() {
		this.admin.resource(configMap(FREE).addToData("color", "blue").build()).create();
		PodOwner self = self();
		ConfigMapLock lock = lock(self);
		LockSnapshot held = lock.replace(lock.read(TIMEOUT), claim(self), TIMEOUT);
		assertThat(held.record().holder()).isEqualTo(self.name());
		assertThat(held.reason()).contains("data added by others", "does not own it");
		assertThat(found().getMetadata().getOwnerReferences()).isEmpty();
	}

	@Test
	void aLockThatReceivesDataLaterIsNoLongerOwned() {
		PodOwner self = self();
		ConfigMapLock lock = lock(self);
		lock.create(claim(self), TIMEOUT);
		this.admin.resource(found()).edit((object) -> new ConfigMapBuilder(object).addToData("a", "b").build());
		assertThat(found().getMetadata().getOwnerReferences()).hasSize(1);
		lock.replace(lock.read(TIMEOUT), claim(self), TIMEOUT);
		assertThat(found().getMetadata().getOwnerReferences()).isEmpty();
		assertThat(found().getData()).containsEntry("a", "b");
	}

	@Test
	void otherOwnersAreKeptIncludingPods() {
		OwnerReference foreignPod = reference("Pod", pod("foreign"));
		OwnerReference other = other();
		this.admin.resource(configMap(FREE, other, foreignPod).build()).create();
		PodOwner self = self();
		ConfigMapLock lock = lock(self);
		LockSnapshot held = lock.replace(lock.read(TIMEOUT), claim(self), TIMEOUT);
		assertThat(found().getMetadata().getOwnerReferences()).extracting(OwnerReference::getUid)
			.containsExactly(other.getUid(), foreignPod.getUid(), self.uid());
		lock.replace(held, released(self), TIMEOUT);
		assertThat(found().getMetadata().getOwnerReferences()).extracting(OwnerReference::getUid)
			.containsExactly(other.getUid(), foreignPod.getUid());
	}

	@ParameterizedTest
	@ValueSource(strings = { "data", "owner" })
	void aConfigMapOfAPodWithOtherContentIsNoLockForLife(String what) {
		OwnerReference pod = reference("Pod", pod("other"));
		ConfigMapBuilder object = what.equals("data") ? configMap(null, pod).addToData("color", "blue")
				: configMap(null, pod, other());
		this.admin.resource(object.build()).create();
		LockSnapshot found = new ForLifeConfigMapLock(this.connection, this.cluster.namespace(), this.name, self())
			.read(TIMEOUT);
		assertThat(found.record()).isNull();
		assertThat(found.reason()).contains("it is not a lock for life", "leader.lock-name");
	}

	@Test
	void aLockForLifeThatReceivedDataIsHeldButNotDeletedForATakeover() {
		PodOwner self = self();
		new ForLifeConfigMapLock(this.connection, this.cluster.namespace(), this.name, self).create(claim(self),
				TIMEOUT);
		this.admin.resource(found()).edit((object) -> new ConfigMapBuilder(object).addToData("a", "b").build());
		Pod next = pod("next");
		PodOwner second = new PodOwner(next.getMetadata().getName(), next.getMetadata().getUid());
		ForLifeConfigMapLock theirs = new ForLifeConfigMapLock(this.connection, this.cluster.namespace(), this.name,
				second);
		LockSnapshot held = theirs.read(TIMEOUT);
		assertThat(held.record().holder()).isEqualTo(self.name());
		assertThatExceptionOfType(LockException.class).isThrownBy(() -> theirs.replace(held, claim(second), TIMEOUT))
			.withMessageContaining("data")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(LockException.Kind.DENIED));
		assertThat(found().getData()).containsEntry("a", "b");
	}

}
