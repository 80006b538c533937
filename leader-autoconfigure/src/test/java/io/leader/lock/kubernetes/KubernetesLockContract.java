package io.leader.lock.kubernetes;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import io.leader.kubernetes.ApiStatistics;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.lock.ElectionLock;
import io.leader.lock.test.ElectionLockContract;
import io.leader.lock.LockSnapshot;
import io.leader.lock.test.RecordingLockWatcher;
import io.leader.support.TestCluster;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract of locks that are objects of the Kubernetes API.
 */
abstract class KubernetesLockContract extends ElectionLockContract {

	static final String REAL_CLUSTER = "io.leader.support.TestCluster#isReal";

	static final TestCluster cluster = TestCluster.get();

	static KubernetesClient admin;

	static KubernetesConnection connection;

	final String name = "lock-" + UUID.randomUUID();

	@BeforeAll
	static void connect() {
		admin = cluster.client();
		connection = new KubernetesConnection(cluster.config(), new ApiStatistics(Duration.ofDays(1)));
	}

	@AfterAll
	static void disconnect() {
		connection.close();
		admin.close();
	}

	@Test
	@EnabledIf(value = REAL_CLUSTER, disabledReason = "the in-process API server streams no watches over plain HTTP")
	void aWatchOutlivesTheTimeoutOfItsOpening() throws Exception {
		ElectionLock lock = lock();
		LockSnapshot first = lock.create(record("one", 0), TIMEOUT);
		RecordingLockWatcher seen = new RecordingLockWatcher();
		Duration shortTimeout = Duration.ofMillis(500);
		try (var watch = lock.watch(first, seen, shortTimeout)) {
			assertThat(watch).isNotNull();
			TimeUnit.MILLISECONDS.sleep(1000);
			LockSnapshot second = lock.replace(first, record("two", 1), TIMEOUT);
			assertThat(seen.next().version()).isEqualTo(second.version());
		}
	}

	@Test
	@EnabledIf(value = REAL_CLUSTER, disabledReason = "the in-process API server streams no watches over plain HTTP")
	void aWatchFromAFirstReadShowsWhatHasChangedSince() throws Exception {
		LockSnapshot created = lock().create(record("one", 0), TIMEOUT);
		LockSnapshot first = lock("two").readFirst(TIMEOUT);
		assertThat(first.version()).isLessThanOrEqualTo(created.version());
		LockSnapshot changed = lock().replace(created, record("one", 1), TIMEOUT);
		RecordingLockWatcher seen = new RecordingLockWatcher();
		try (var watch = lock("two").watch(first, seen, TIMEOUT)) {
			LockSnapshot next = seen.next();
			while (next.version() < changed.version()) {
				next = seen.next();
			}
			assertThat(next.version()).isEqualTo(changed.version());
			assertThat(watch).isNotNull();
		}
	}

	@Override
	@Test
	@EnabledIf(value = REAL_CLUSTER, disabledReason = "the in-process API server streams no watches over plain HTTP")
	protected void aWatchShowsChangesInOrderAndDeletion() throws Exception {
		super.aWatchShowsChangesInOrderAndDeletion();
	}

	@Override
	@Test
	@EnabledIf(value = REAL_CLUSTER, disabledReason = "the in-process API server streams no watches over plain HTTP")
	protected void aWatchOnAnAbsentLockShowsItsCreation() throws Exception {
		super.aWatchOnAnAbsentLockShowsItsCreation();
	}

	@Override
	@Test
	@EnabledIf(value = REAL_CLUSTER, disabledReason = "the in-process API server streams no watches over plain HTTP")
	protected void aWatchFromAnOldVersionCatchesUp() throws Exception {
		super.aWatchFromAnOldVersionCatchesUp();
	}

}
