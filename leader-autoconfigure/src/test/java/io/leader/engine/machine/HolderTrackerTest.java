package io.leader.engine.machine;

import java.time.Duration;
import java.time.Instant;

import io.leader.lock.InstanceMark;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * Base class for tests of what a candidate remembers about a lock, with factories for
 * snapshots.
 */
abstract class HolderTrackerTest {

	static final long SECOND = 1_000_000_000;

	static final Instant TIME = Instant.parse("2026-03-01T10:00:00Z");

	final RememberedRecords own = new RememberedRecords("me", new InstanceMark("uid", "start"), Duration.ofSeconds(1));

	final TrackedLock memory = new TrackedLock(Duration.ofSeconds(15), false, this.own);

	static LockSnapshot held(long version, String holder, int seconds) {
		return LockSnapshot.of(version, new LockRecord(holder, seconds, TIME, TIME, 1, null), null);
	}

	static LockSnapshot renewed(long version, String holder, int seconds) {
		Instant later = TIME.plusSeconds(version);
		return LockSnapshot.of(version, new LockRecord(holder, seconds, TIME, later, 1, null), null);
	}

	static LockSnapshot free(long version, int seconds, Instant time) {
		return LockSnapshot.of(version, new LockRecord("", seconds, time, time, 1, null), null);
	}

}
