package io.leader.engine;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.leader.lock.ElectionLock;
import io.leader.lock.LockCoordinates;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.lock.LockWatch;
import io.leader.lock.LockWatcher;

/**
 * An in-memory lock for a rehearsal. Notifies only the watch that was opened last, which
 * is the follower's watch when the leader steps down. Never ends a watch. Confined to one
 * thread.
 */
final class RehearsalLock implements ElectionLock {

	private LockSnapshot present = LockSnapshot.absent();

	private @Nullable LockWatcher watcher;

	@Override
	public LockSnapshot read(Duration timeout) {
		return this.present;
	}

	@Override
	public LockSnapshot create(LockRecord record, Duration timeout) {
		return write(LockSnapshot.absent(), 1, record);
	}

	@Override
	public LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout) {
		return write(expected, expected.version() + 1, record);
	}

	private LockSnapshot write(LockSnapshot expected, long version, LockRecord record) {
		if (this.present.version() != expected.version()) {
			throw new LockException(Kind.CONFLICT, this + " has changed.", null);
		}
		this.present = LockSnapshot.of(version, record, null);
		if (this.watcher != null) {
			this.watcher.changed(this.present);
		}
		return this.present;
	}

	@Override
	public LockWatch watch(LockSnapshot from, LockWatcher watcher, Duration timeout) {
		this.watcher = watcher;
		return () -> {
		};
	}

	@Override
	public boolean verifiesHolder() {
		return false;
	}

	@Override
	public boolean isHeldForLife() {
		return false;
	}

	@Override
	public Duration timeResolution() {
		return Duration.ZERO;
	}

	@Override
	public LockCoordinates coordinates() {
		return new LockCoordinates("memory", "rehearsal", null);
	}

	@Override
	public String toString() {
		return "the lock of the rehearsal";
	}

}
