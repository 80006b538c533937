package io.leader.engine;

import java.time.Duration;
import java.util.function.Supplier;

import io.leader.lock.InMemoryLock;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * An in-memory lock that a test can interfere with.
 */
class HookedLock extends InMemoryLock {

	/**
	 * Intercepts calls to {@code create} and {@code replace}.
	 */
	interface Hook {

		/**
		 * Handles a write.
		 * @param record the record to write
		 * @param write performs the write
		 * @return the result
		 */
		LockSnapshot write(LockRecord record, Supplier<LockSnapshot> write);

	}

	private static final Hook NONE = (record, write) -> write.get();

	volatile Hook hook = NONE;

	volatile Runnable beforeRead = () -> {
	};

	@Override
	public LockSnapshot read(Duration timeout) {
		this.beforeRead.run();
		return super.read(timeout);
	}

	@Override
	public LockSnapshot create(LockRecord record, Duration timeout) {
		return this.hook.write(record, () -> super.create(record, timeout));
	}

	@Override
	public LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout) {
		return this.hook.write(record, () -> super.replace(expected, record, timeout));
	}

	/**
	 * Changes the object without changing the record.
	 */
	void touch() {
		LockSnapshot present = super.read(Duration.ZERO);
		super.replace(present, present.record(), Duration.ZERO);
	}

}
