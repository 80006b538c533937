package io.leader.engine;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.leader.election.ElectionStatistics.RevocationCause;
import io.leader.election.LeaderElection;
import io.leader.lock.ElectionLock;
import io.leader.lock.InMemoryLock;
import io.leader.lock.InstanceMark;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.lock.LockWatch;
import io.leader.lock.LockWatcher;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a virtual machine that is copied while a process in it leads, so that each
 * copy of the process takes the record in the lock for its own.
 */
class CopiesTests extends OneCandidateTest {

	/**
	 * A clock whose wall time is fixed until both copies lead, so that their claims are
	 * equal.
	 */
	private final ElectionClock clock = new ElectionClock() {

		@Override
		public long nanoTime() {
			return System.nanoTime();
		}

		@Override
		public long currentTimeMillis() {
			return CopiesTests.this.copied.get() ? System.currentTimeMillis() : CopiesTests.this.started;
		}

	};

	private final AtomicBoolean copied = new AtomicBoolean();

	private final long started = System.currentTimeMillis();

	/** The lock as seen by the copy, which takes the original's claim for its own. */
	private final class CopysLock extends InMemoryLock {

		private final AtomicBoolean claimed = new AtomicBoolean();

		@Override
		public LockSnapshot read(Duration timeout) {
			return this.claimed.get() ? CopiesTests.this.lock.read(timeout) : LockSnapshot.absent();
		}

		@Override
		public LockSnapshot create(LockRecord record, Duration timeout) {
			return this.claimed.compareAndSet(false, true) ? CopiesTests.this.lock.read(timeout)
					: CopiesTests.this.lock.create(record, timeout);
		}

		@Override
		public LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout) {
			return CopiesTests.this.lock.replace(expected, record, timeout);
		}

		@Override
		public LockWatch watch(LockSnapshot from, LockWatcher watcher, Duration timeout) {
			return this.claimed.get() ? CopiesTests.this.lock.watch(from, watcher, timeout) : () -> {
			};
		}

	}

	private LeaderElection start(Supplier<InstanceMark> marks, ElectionLock used) {
		ElectionEngine copy = new ElectionEngine(this.threads.runtime(this.clock));
		LeaderElection election = copy.add(ElectionSettings.named("orders")
			.identity("me")
			.mark(marks)
			.timings(TIMINGS)
			.shutdownTimeout(Duration.ofSeconds(1))
			.build(), used);
		copy.start();
		await(election::isLeader);
		return election;
	}

	/**
	 * Supplies the shared mark when the candidate is created and when it starts, and a
	 * new mark each time after that.
	 */
	private static Supplier<InstanceMark> marks(InstanceMark shared) {
		Iterator<InstanceMark> marks = Stream
			.concat(Stream.of(shared, shared), Stream.generate(() -> InstanceMark.ofThisStart(null)))
			.iterator();
		return marks::next;
	}

	@Test
	void atLeastOneCopyRevokesWhenBothUseTheSameLock() {
		InstanceMark shared = InstanceMark.ofThisStart(null);
		List<LeaderElection> copies = List.of(start(marks(shared), this.lock), start(marks(shared), new CopysLock()));
		this.copied.set(true);
		await(() -> copies.stream().anyMatch((copy) -> copy.statistics().revocations(RevocationCause.LOST) == 1));
		assertThat(copies.stream().filter(LeaderElection::isLeader).count()).isLessThanOrEqualTo(1);
	}

}
