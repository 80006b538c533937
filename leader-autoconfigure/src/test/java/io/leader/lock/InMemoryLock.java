package io.leader.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.leader.lock.test.InMemoryElectionLock;

/**
 * An in-memory lock with a history, for tests of the engine on real threads.
 */
public class InMemoryLock extends InMemoryElectionLock {

	private final List<LockRecord> history = new ArrayList<>();

	public InMemoryLock() {
		super(new LockCoordinates("memory", "lock", null));
	}

	@Override
	public synchronized LockSnapshot create(LockRecord record, Duration timeout) {
		LockSnapshot created = super.create(record, timeout);
		this.history.add(record);
		return created;
	}

	@Override
	public synchronized LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout) {
		LockSnapshot replaced = super.replace(expected, record, timeout);
		this.history.add(record);
		return replaced;
	}

	/**
	 * Writes a record regardless of the current state of the lock, as a third party
	 * would.
	 */
	public synchronized void moveTo(LockRecord record) {
		LockSnapshot present = super.read(Duration.ZERO);
		if (present.isAbsent()) {
			super.create(record, Duration.ZERO);
		}
		else {
			super.replace(present, record, Duration.ZERO);
		}
		this.history.add(record);
	}

	/**
	 * Returns all records that were written, in order.
	 */
	public synchronized List<LockRecord> history() {
		return List.copyOf(this.history);
	}

	public boolean isReleased() {
		LockRecord record = read(Duration.ZERO).record();
		return record != null && record.isFree();
	}

}
