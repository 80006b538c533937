package io.leader.lock.kubernetes;

import tools.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

import io.leader.kubernetes.KubernetesApi;
import io.leader.lock.LockRecord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class PodCheckTests {

	private static final PodOwner FIRST = new PodOwner("first", "uid-1");

	private static final PodOwner SECOND = new PodOwner("second", "uid-2");

	private static LockRecord record(String holder, String instance) {
		return new LockRecord(holder, 15, null, null, 0, instance);
	}

	private static ObjectNode ownedBy(PodOwner owner) {
		ObjectNode object = KubernetesApi.object();
		owner.own(object);
		return object;
	}

	@Test
	void anOlderVersionSeenLateDoesNotHideTheLastHolder() {
		PodCheck check = new PodCheck(mock(KubernetesApi.class), "any", false);
		check.seen(10, SECOND);
		check.seen(9, FIRST);
		assertThat(check.latest()).isEqualTo(SECOND);
		check.seen(11, null);
		assertThat(check.latest()).isNull();
	}

	@Test
	void anOwnerThatDoesNotBelongToTheHolderIsIgnored() {
		assertThat(PodOwner.ofHolder(ownedBy(FIRST), record("first", "uid-1/start"))).isEqualTo(FIRST);
		assertThat(PodOwner.ofHolder(ownedBy(FIRST), record("first", null))).as("of the Ruby gem").isEqualTo(FIRST);
		assertThat(PodOwner.ofHolder(ownedBy(FIRST), record("other", "uid-1/start"))).as("taken by another program")
			.isNull();
		assertThat(PodOwner.ofHolder(ownedBy(FIRST), record("first", "uid-7/start"))).as("the next Pod of that name")
			.isNull();
		assertThat(PodOwner.ofHolder(KubernetesApi.object(), record("first", "uid-1/start"))).isNull();
	}

	@Test
	void otherOwnersAreKept() {
		ObjectNode object = KubernetesApi.object();
		object.withObject("/metadata")
			.withArray("/ownerReferences")
			.addObject()
			.put("apiVersion", "apps/v1")
			.put("kind", "Deployment")
			.put("name", "orders")
			.put("uid", "uid-d");
		FIRST.own(object);
		FIRST.own(object);
		assertThat(object.path("metadata").path("ownerReferences")).hasSize(2);
		assertThat(PodOwner.of(object)).isEqualTo(FIRST);
		SECOND.own(object);
		assertThat(PodOwner.of(object)).as("one of two Pods").isNull();
		PodOwner.disown(object, FIRST::equals);
		assertThat(PodOwner.of(object)).isEqualTo(SECOND);
		PodOwner.disown(object, (pod) -> true);
		assertThat(object.path("metadata").path("ownerReferences")).hasSize(1);
	}

}
