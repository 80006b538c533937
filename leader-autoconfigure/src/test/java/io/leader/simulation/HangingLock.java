package io.leader.simulation;

import java.time.Duration;

import io.leader.lock.ElectionLock;
import io.leader.lock.LockCoordinates;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.lock.LockWatch;
import io.leader.lock.LockWatcher;

/**
 * The lock of another election on the same engine. Calls to it hang until they time out
 * or, if the lock ignores timeouts, for 90 seconds.
 */
final class HangingLock implements ElectionLock {

	private static final int MOST = 20;

	private final SimulatedProcess process;

	private final boolean ignoresTimeouts;

	private int inProgress;

	HangingLock(SimulatedProcess process, boolean ignoresTimeouts) {
		this.process = process;
		this.ignoresTimeouts = ignoresTimeouts;
	}

	private RuntimeException hang(Duration timeout) {
		this.inProgress++;
		this.process.check(this.inProgress <= MOST, "%s has %d calls to one lock in progress", this.process,
				this.inProgress);
		return this.process.calls()
			.hang(this.ignoresTimeouts ? 90 * World.SECOND : timeout.toNanos(), () -> this.inProgress--);
	}

	@Override
	public LockSnapshot read(Duration timeout) {
		throw hang(timeout);
	}

	@Override
	public LockSnapshot create(LockRecord record, Duration timeout) {
		throw hang(timeout);
	}

	@Override
	public LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout) {
		throw hang(timeout);
	}

	@Override
	public LockWatch watch(LockSnapshot from, LockWatcher watcher, Duration timeout) {
		throw hang(timeout);
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
		return Duration.ofSeconds(1);
	}

	@Override
	public LockCoordinates coordinates() {
		return new LockCoordinates("modeled", "hanging", null);
	}

}
