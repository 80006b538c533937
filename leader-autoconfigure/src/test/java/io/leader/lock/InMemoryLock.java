package io.leader.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.leader.lock.LockException.Kind;

/**
 * An in-memory lock with a history, for tests of the engine on real threads.
 */
public class InMemoryLock implements ElectionLock {

	private final List<LockWatcher> watchers = new CopyOnWriteArrayList<>();

	private final List<LockRecord> history = new ArrayList<>();

	private long version;

	private LockSnapshot present = LockSnapshot.absent();

	@Override
	public synchronized LockSnapshot read(Duration timeout) {
		return this.present;
	}

	@Override
	public synchronized LockSnapshot create(LockRecord record, Duration timeout) {
		if (!this.present.isAbsent()) {
			throw new LockException(Kind.CONFLICT, "exists", null);
		}
		return write(record);
	}

	@Override
	public synchronized LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout) {
		if (this.present.isAbsent() || this.present.version() != expected.version()) {
			throw new LockException(Kind.CONFLICT, "changed", null);
		}
		return write(record);
	}

	private LockSnapshot write(LockRecord record) {
		this.history.add(record);
		this.present = LockSnapshot.of(++this.version, record, null);
		this.watchers.forEach((watcher) -> watcher.changed(this.present));
		return this.present;
	}

	/**
	 * Overwrites the record unconditionally, as if the lock had been deleted in between.
	 */
	public synchronized void moveTo(LockRecord record) {
		write(record);
	}

	public synchronized void delete() {
		this.present = LockSnapshot.absent(++this.version);
		this.watchers.forEach((watcher) -> watcher.changed(this.present));
		this.present = LockSnapshot.absent();
	}

	@Override
	public synchronized LockWatch watch(LockSnapshot from, LockWatcher watcher, Duration timeout) {
		this.watchers.add(watcher);
		if (!this.present.isAbsent() && this.present.version() > from.version()) {
			watcher.changed(this.present);
		}
		return () -> this.watchers.remove(watcher);
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
		return Duration.ofNanos(1);
	}

	@Override
	public LockCoordinates coordinates() {
		return new LockCoordinates("memory", "lock", null);
	}

	/**
	 * All records that were written, in order.
	 */
	public synchronized List<LockRecord> history() {
		return List.copyOf(this.history);
	}

	public boolean isReleased() {
		LockRecord record = read(Duration.ZERO).record();
		return record != null && record.isFree();
	}

}
