package io.leader.lock.kubernetes;

import java.util.Map;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import io.leader.lock.ElectionLock;
import io.leader.lock.LockSnapshot;
import io.leader.lock.LockWatch;
import io.leader.lock.test.RecordingLockWatcher;
import io.leader.support.Pods;

import static org.assertj.core.api.Assertions.assertThat;

class ForLifeConfigMapLockTests extends KubernetesLockContract {

	@Override
	protected ElectionLock lock() {
		return lock("one");
	}

	@Override
	protected ElectionLock lock(String holder) {
		Pod pod = admin.pods().inNamespace(cluster.namespace()).withName(holder).get();
		if (pod == null) {
			pod = Pods.create(admin, holder, Map.of());
		}
		return new ForLifeConfigMapLock(connection, cluster.namespace(), this.name,
				new PodOwner(holder, pod.getMetadata().getUid()));
	}

	@Override
	protected void delete() {
		admin.configMaps().inNamespace(cluster.namespace()).withName(this.name).delete();
	}

	/**
	 * This lock is never released. Another candidate can create it after it has been
	 * deleted.
	 */
	@Override
	@Test
	protected void aReleasedRecordIsFree() {
		lock().create(record("one", 3), TIMEOUT);
		assertThat(admin.configMaps()
			.inNamespace(cluster.namespace())
			.withName(this.name)
			.get()
			.getMetadata()
			.getOwnerReferences()).singleElement().extracting(OwnerReference::getName).isEqualTo("one");
		delete();
		LockSnapshot taken = lock("two").create(record("two", 4), TIMEOUT);
		assertThat(taken.record().holder()).isEqualTo("two");
	}

	@Override
	@Test
	@EnabledIf(value = REAL_CLUSTER, disabledReason = "the in-process API server ignores a deletion's preconditions")
	protected void replaceRefusesAnOldVersion() {
		super.replaceRefusesAnOldVersion();
	}

	@Override
	@Test
	@EnabledIf(value = REAL_CLUSTER, disabledReason = "the in-process API server ignores a deletion's preconditions")
	protected void oneOfSeveralWritersSucceeds() throws Exception {
		super.oneOfSeveralWritersSucceeds();
	}

	/**
	 * A handover deletes the lock and creates it again.
	 */
	@Override
	@Test
	@EnabledIf(value = REAL_CLUSTER, disabledReason = "the in-process API server streams no watches over plain HTTP")
	protected void aWatchShowsChangesInOrderAndDeletion() throws Exception {
		LockSnapshot first = lock().create(record("one", 0), TIMEOUT);
		RecordingLockWatcher seen = new RecordingLockWatcher();
		try (LockWatch watch = lock().watch(first, seen, TIMEOUT)) {
			LockSnapshot second = lock("two").replace(first, record("two", 1), TIMEOUT);
			LockSnapshot deleted = seen.next();
			assertThat(deleted.isAbsent()).isTrue();
			assertThat(deleted.version()).isBetween(first.version() + 1, second.version() - 1);
			LockSnapshot shown = seen.next();
			assertThat(shown.version()).isEqualTo(second.version());
			assertThat(shown.record().holder()).isEqualTo("two");
			// A snapshot from a watch can be passed to replace, like one from a read.
			LockSnapshot third = lock("two").replace(shown, record("two", 2), TIMEOUT);
			assertThat(seen.next().version()).isEqualTo(third.version());
			delete();
			assertThat(seen.next().version()).isGreaterThan(third.version());
			assertThat(watch).isNotNull();
		}
	}

	@Override
	@Test
	@EnabledIf(value = REAL_CLUSTER, disabledReason = "the in-process API server streams no watches over plain HTTP")
	protected void aWatchFromAnOldVersionCatchesUp() throws Exception {
		LockSnapshot first = lock().create(record("one", 0), TIMEOUT);
		LockSnapshot second = lock().replace(first, record("one", 1), TIMEOUT);
		RecordingLockWatcher seen = new RecordingLockWatcher();
		try (LockWatch watch = lock().watch(first, seen, TIMEOUT)) {
			assertThat(seen.next().version()).isEqualTo(second.version());
			assertThat(watch).isNotNull();
		}
	}

}
