package io.leader.lock.kubernetes;

import java.time.Instant;
import java.util.Map;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import org.junit.jupiter.api.Test;

import io.leader.lock.ElectionLock;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

import static org.assertj.core.api.Assertions.assertThat;

class LeaseLockTests extends KubernetesLockContract {

	@Override
	protected ElectionLock lock() {
		return new LeaseLock(connection, cluster.namespace(), this.name);
	}

	@Override
	protected void delete() {
		admin.leases().inNamespace(cluster.namespace()).withName(this.name).delete();
	}

	private Lease lease() {
		return admin.leases().inNamespace(cluster.namespace()).withName(this.name).get();
	}

	@Test
	void writesTheFormatOfClientGo() {
		lock().create(new LockRecord("pod-1", 15, Instant.parse("2026-03-01T10:00:00.123Z"),
				Instant.parse("2026-03-01T10:00:05Z"), 4, "uid/start"), TIMEOUT);
		GenericKubernetesResource raw = admin.genericKubernetesResources("coordination.k8s.io/v1", "Lease")
			.inNamespace(cluster.namespace())
			.withName(this.name)
			.get();
		assertThat(raw.<Map<String, Object>>get("spec"))
			.isEqualTo(Map.of("holderIdentity", "pod-1", "leaseDurationSeconds", 15, "acquireTime",
					"2026-03-01T10:00:00.123000Z", "renewTime", "2026-03-01T10:00:05.000000Z", "leaseTransitions", 4));
		assertThat(raw.getMetadata().getAnnotations()).containsEntry("leader.io/instance", "uid/start");
	}

	@Test
	void releasesInAFormThatAllLibrariesConsiderFree() {
		ElectionLock lock = lock();
		LockSnapshot held = lock.create(record("pod-1", 4), TIMEOUT);
		Instant now = Instant.parse("2026-03-01T10:00:07Z");
		lock.replace(held, new LockRecord("", 1, now, now, 4, "uid/start"), TIMEOUT);
		Lease lease = lease();
		assertThat(lease.getSpec().getHolderIdentity()).isNull();
		assertThat(lease.getSpec().getLeaseDurationSeconds()).isEqualTo(1);
		assertThat(lease.getSpec().getRenewTime().toInstant()).isEqualTo(now);
		assertThat(lease.getSpec().getAcquireTime().toInstant()).isEqualTo(now);
		assertThat(lease.getSpec().getLeaseTransitions()).isEqualTo(4);
	}

	@Test
	void keepsFieldsOfOthers() {
		admin
			.resource(new LeaseBuilder().withNewMetadata()
				.withName(this.name)
				.withNamespace(cluster.namespace())
				.addToLabels("team", "payments")
				.addToAnnotations("example.com/note", "keep me")
				.endMetadata()
				.withNewSpec()
				.endSpec()
				.build())
			.create();
		ElectionLock lock = lock();
		LockSnapshot snapshot = lock.read(TIMEOUT);
		assertThat(snapshot.record().isFree()).isTrue();
		for (int i = 0; i < 5; i++) {
			snapshot = lock.replace(snapshot, record((i % 2 == 0) ? "one" : "two", i), TIMEOUT);
		}
		Lease lease = lease();
		assertThat(lease.getMetadata().getLabels()).containsEntry("team", "payments");
		assertThat(lease.getMetadata().getAnnotations()).containsEntry("example.com/note", "keep me")
			.containsEntry("leader.io/instance", "uid/one");
	}

	@Test
	void readsRecordsOfOthersLeniently() {
		admin
			.resource(new LeaseBuilder().withNewMetadata()
				.withName(this.name)
				.withNamespace(cluster.namespace())
				.endMetadata()
				.withNewSpec()
				.withHolderIdentity("other")
				.endSpec()
				.build())
			.create();
		LockRecord record = lock().read(TIMEOUT).record();
		assertThat(record).isEqualTo(new LockRecord("other", 0, null, null, 0, null));
	}

}
