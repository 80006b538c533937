package io.leader.benchmarks.participant;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.leader.lock.ElectionLock;
import io.leader.lock.LockCoordinates;
import io.leader.lock.LockException;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.lock.LockWatch;
import io.leader.lock.LockWatcher;

/**
 * A lock whose reads, writes, and watches never return, regardless of their timeout.
 */
final class HangingLock implements ElectionLock {

	private final CountDownLatch never = new CountDownLatch(1);

	private final LockCoordinates coordinates;

	HangingLock(LockCoordinates coordinates) {
		this.coordinates = coordinates;
	}

	private LockException hang() {
		while (true) {
			try {
				this.never.await();
			}
			catch (InterruptedException ex) {
				// An interrupt does not end the call, either.
			}
		}
	}

	@Override
	public LockSnapshot read(Duration timeout) {
		throw hang();
	}

	@Override
	public LockSnapshot create(LockRecord record, Duration timeout) {
		throw hang();
	}

	@Override
	public LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout) {
		throw hang();
	}

	@Override
	public LockWatch watch(LockSnapshot from, LockWatcher watcher, Duration timeout) {
		throw hang();
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
		return Duration.ofNanos(1000);
	}

	@Override
	public LockCoordinates coordinates() {
		return this.coordinates;
	}

}
