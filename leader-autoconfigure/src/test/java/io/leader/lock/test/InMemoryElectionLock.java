package io.leader.lock.test;

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
 * A lock in the memory of this JVM, for tests of applications and decorators, and as an
 * example of a custom lock, which would do the same with a store. Each instance is one
 * lock; candidates compete for it by sharing the instance.
 * <p>
 * Every write is a compare-and-set operation. The first version is 1, and each change,
 * including deletion, increments it by one. Reads and watches return records as they were
 * written, with times in nanoseconds. The lock does not act on the content of a record:
 * nothing expires, and the holder is not verified.
 * <p>
 * Thread-safe. Changes happen one at a time, and watchers are notified of each change, in
 * order, on the thread that makes it. A watch that starts from an earlier version first
 * reports the current record, if there is one, on the thread that opens the watch. Calls
 * wait only for one another and for watchers, and ignore their timeouts.
 *
 * @since 0.1.0
 */
public class InMemoryElectionLock implements ElectionLock {

	private final LockCoordinates coordinates;

	private final List<LockWatcher> watchers = new CopyOnWriteArrayList<>();

	private LockSnapshot present = LockSnapshot.absent();

	private long version;

	/**
	 * Creates a lock that is absent.
	 * @param coordinates the coordinates of the lock, for instance those that an
	 * {@code ElectionLockFactory} receives
	 */
	public InMemoryElectionLock(LockCoordinates coordinates) {
		this.coordinates = coordinates;
	}

	@Override
	public synchronized LockSnapshot read(Duration timeout) {
		return this.present;
	}

	@Override
	public synchronized LockSnapshot create(LockRecord record, Duration timeout) {
		if (!this.present.isAbsent()) {
			throw new LockException(Kind.CONFLICT, "The lock exists.", null);
		}
		return write(record);
	}

	@Override
	public synchronized LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout) {
		if (this.present.isAbsent() || this.present.version() != expected.version()) {
			throw new LockException(Kind.CONFLICT, "The lock has changed.", null);
		}
		return write(record);
	}

	private LockSnapshot write(LockRecord record) {
		this.present = LockSnapshot.of(++this.version, record, null);
		this.watchers.forEach((watcher) -> watcher.changed(this.present));
		return this.present;
	}

	/**
	 * Deletes the lock, as an administrator would.
	 */
	public synchronized void delete() {
		this.present = LockSnapshot.absent();
		LockSnapshot deleted = LockSnapshot.absent(++this.version);
		this.watchers.forEach((watcher) -> watcher.changed(deleted));
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
		return this.coordinates;
	}

}
