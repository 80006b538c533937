package io.leader.lock.test;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.leader.lock.LockException;
import io.leader.lock.LockSnapshot;
import io.leader.lock.LockWatcher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Records the snapshots that a watch reports, but not the end of the watch. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RecordingLockWatcher implements LockWatcher {

	private final BlockingQueue<LockSnapshot> seen = new LinkedBlockingQueue<>();

	@Override
	public void changed(LockSnapshot snapshot) {
		this.seen.add(snapshot);
	}

	@Override
	public void closed(@Nullable LockException cause) {
	}

	/**
	 * Returns the earliest reported snapshot that has not been returned yet. Waits up to
	 * 10 seconds for a snapshot, and fails if none is reported.
	 * @return the next snapshot
	 * @throws InterruptedException if the thread is interrupted while it waits
	 */
	public LockSnapshot next() throws InterruptedException {
		LockSnapshot next = this.seen.poll(10, TimeUnit.SECONDS);
		assertThat(next).as("a change within 10 s").isNotNull();
		return next;
	}

}
