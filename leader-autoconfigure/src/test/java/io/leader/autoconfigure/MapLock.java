package io.leader.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.leader.lock.ElectionLock;
import io.leader.lock.LockCoordinates;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.lock.LockWatch;
import io.leader.lock.LockWatcher;

/**
 * A complete custom lock type. It is kept in memory; a lock in any other store that
 * supports compare-and-set looks the same.
 */
public class MapLock implements ElectionLock {

	private final String name;

	private final List<LockWatcher> watchers = new CopyOnWriteArrayList<>();

	private LockSnapshot present = LockSnapshot.absent();

	private long version;

	public MapLock(String name) {
		this.name = name;
	}

	@Override
	public synchronized LockSnapshot read(Duration timeout) {
		return this.present;
	}

	@Override
	public LockSnapshot create(LockRecord record, Duration timeout) {
		return replace(LockSnapshot.absent(), record, timeout);
	}

	@Override
	public synchronized LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout) {
		if (this.present.version() != expected.version()) {
			throw new LockException(Kind.CONFLICT, "The lock has changed.", null);
		}
		this.present = LockSnapshot.of(++this.version, record, null);
		this.watchers.forEach((watcher) -> watcher.changed(this.present));
		return this.present;
	}

	@Override
	public synchronized LockWatch watch(LockSnapshot from, LockWatcher watcher, Duration timeout) {
		this.watchers.add(watcher);
		watcher.changed(this.present);
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
		return new LockCoordinates("map", this.name, null);
	}

}
