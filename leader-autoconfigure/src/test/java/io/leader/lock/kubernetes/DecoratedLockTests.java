package io.leader.lock.kubernetes;

import java.time.Duration;
import java.util.Map;

import io.fabric8.kubernetes.api.model.Pod;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import io.leader.lock.ElectionLock;
import io.leader.lock.InMemoryLock;
import io.leader.lock.LockSnapshot;
import io.leader.lock.test.ElectionLockContract;
import io.leader.metrics.ObservedRenewals;
import io.leader.support.Pods;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the lock contract and the tests of the Lease, ConfigMap, and Endpoints locks
 * (renewed, for life, and owned by a Pod) through each decorator of the product.
 */
@EnabledIf(value = KubernetesLockContract.REAL_CLUSTER,
		disabledReason = "the in-process API server streams no watches over plain HTTP")
class DecoratedLockTests {

	private static ElectionLock decorated(ElectionLock lock) {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new Throwing());
		ElectionLock decorated = new ObservedRenewals(registry, (election) -> true).decorate("orders", lock);
		assertThat(decorated).isNotSameAs(lock);
		assertThat(decorated.verifiesHolder()).isEqualTo(lock.verifiesHolder());
		assertThat(decorated.isHeldForLife()).isEqualTo(lock.isHeldForLife());
		assertThat(decorated.timeResolution()).isEqualTo(lock.timeResolution());
		assertThat(decorated.coordinates()).isEqualTo(lock.coordinates());
		return decorated;
	}

	private static PodOwner owner(String name) {
		Pod pod = KubernetesLockContract.admin.pods()
			.inNamespace(KubernetesLockContract.cluster.namespace())
			.withName(name)
			.get();
		Pod owner = (pod != null) ? pod : Pods.create(KubernetesLockContract.admin, name, Map.of());
		return new PodOwner(name, owner.getMetadata().getUid());
	}

	@Test
	void theFirstReadOfALockIsPassedOn() {
		LockSnapshot known = LockSnapshot.of(7, ElectionLockContract.record("one", 0), null);
		ElectionLock lock = decorated(new InMemoryLock() {

			@Override
			public LockSnapshot readFirst(Duration timeout) {
				return known;
			}

		});
		assertThat(lock.readFirst(Duration.ofSeconds(1))).isSameAs(known);
	}

	private static final class Throwing implements ObservationHandler<Observation.Context> {

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

		@Override
		public void onStart(Observation.Context context) {
			throw new IllegalStateException("a handler that fails at the start");
		}

		@Override
		public void onStop(Observation.Context context) {
			throw new IllegalStateException("a handler that fails at the end");
		}

	}

	@Nested
	class RenewedLease extends LeaseLockTests {

		@Override
		protected ElectionLock lock() {
			return decorated(super.lock());
		}

	}

	@Nested
	class OwnedLease extends LeaseLockTests {

		@Override
		protected ElectionLock lock() {
			return lock("one");
		}

		@Override
		protected ElectionLock lock(String holder) {
			return decorated(new LeaseLock(connection, cluster.namespace(), this.name, owner(holder)));
		}

	}

	@Nested
	class RenewedConfigMap extends ConfigMapLockTests {

		@Override
		ElectionLock lock(boolean adoptExisting) {
			return decorated(super.lock(adoptExisting));
		}

	}

	@Nested
	class RenewedEndpoints extends EndpointsLockTests {

		@Override
		ElectionLock lock(boolean adoptExisting) {
			return decorated(super.lock(adoptExisting));
		}

	}

	@Nested
	class ConfigMapForLife extends ForLifeConfigMapLockTests {

		@Override
		protected ElectionLock lock(String holder) {
			return decorated(super.lock(holder));
		}

	}

}
