package io.leader.lock.kubernetes;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIf;

import io.leader.lock.ElectionLock;
import io.leader.lock.LockWatch;
import io.leader.lock.test.RecordingLockWatcher;

/**
 * Runs the tests of a Lease while so many other Leases are watched that all watches share
 * a request.
 */
@EnabledIf(value = KubernetesLockContract.REAL_CLUSTER,
		disabledReason = "the in-process API server streams no watches over plain HTTP")
class SharedWatchLockTests extends LeaseLockTests {

	private final List<LockWatch> others = new ArrayList<>();

	@BeforeEach
	void watchOthers() {
		for (int i = 0; i < 8; i++) {
			ElectionLock other = new LeaseLock(connection, cluster.namespace(), this.name + "-" + i);
			this.others.add(other.watch(other.read(TIMEOUT), new RecordingLockWatcher(), TIMEOUT));
		}
	}

	@AfterEach
	void close() {
		this.others.forEach(LockWatch::close);
	}

}
