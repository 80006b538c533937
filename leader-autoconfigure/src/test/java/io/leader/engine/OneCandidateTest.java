package io.leader.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.lock.ElectionLock;
import io.leader.lock.InMemoryLock;
import io.leader.lock.InstanceMark;

import static io.leader.support.Await.await;

/**
 * Base class for tests with one candidate on an in-memory lock, on real threads.
 */
abstract class OneCandidateTest {

	static final ElectionTimings TIMINGS = new ElectionTimings(Duration.ofSeconds(3), Duration.ofSeconds(2),
			Duration.ofMillis(200));

	final InMemoryLock lock = new InMemoryLock();

	final ElectionThreads threads = new ElectionThreads();

	final AtomicLong skippedNanos = new AtomicLong();

	final AtomicLong skippedMillis = new AtomicLong();

	final List<String> events = new CopyOnWriteArrayList<>();

	/** The system clocks, ahead by the time that a test skips. */
	final ElectionClock movableClock = new ElectionClock() {

		@Override
		public long nanoTime() {
			return System.nanoTime() + OneCandidateTest.this.skippedNanos.get();
		}

		@Override
		public long currentTimeMillis() {
			return System.currentTimeMillis() + OneCandidateTest.this.skippedMillis.get();
		}

	};

	ElectionEngine engine;

	@AfterEach
	void close() {
		this.threads.close();
	}

	LeaderElection elect(ElectionLock used, Duration shutdownTimeout, LeaderElectionListener listener) {
		LeaderElection election = candidate(used, shutdownTimeout, listener);
		await(election::isLeader);
		return election;
	}

	LeaderElection candidate(ElectionLock used, Duration shutdownTimeout, LeaderElectionListener listener) {
		this.engine = new ElectionEngine(this.threads.runtime(this.movableClock));
		LeaderElection election = this.engine.add(ElectionSettings.named("orders")
			.identity("me")
			.mark(InstanceMark.ofThisStart(null))
			.timings(TIMINGS)
			.shutdownTimeout(shutdownTimeout)
			.build(), used);
		election.addListener(listener);
		this.engine.start();
		return election;
	}

	LeaderElection candidate(ElectionTimings timings, ElectionLock used) {
		return candidate(this.threads.runtime(this.movableClock), timings, used);
	}

	LeaderElection candidate(ElectionRuntime runtime, ElectionTimings timings, ElectionLock used) {
		this.engine = new ElectionEngine(runtime);
		LeaderElection election = this.engine.add(ElectionSettings.named("orders")
			.identity("me")
			.timings(timings)
			.shutdownTimeout(Duration.ofSeconds(5))
			.build(), used);
		election.addListener(blockingOn(open(), open()));
		this.engine.start();
		return election;
	}

	/**
	 * Advances the monotonic clock, and makes the engine read it.
	 */
	void skip(Duration span) {
		this.skippedNanos.addAndGet(span.toNanos());
		this.engine.start();
	}

	LeaderElection elect(LeaderElectionListener listener) {
		return elect(this.lock, Duration.ofSeconds(30), listener);
	}

	LeaderElectionListener blockingOn(CountDownLatch granted, CountDownLatch revoked) {
		return new LeaderElectionListener() {

			@Override
			public void onGranted(LeaderElection election, long fencingToken) {
				OneCandidateTest.this.events.add("granted");
				waitFor(granted);
			}

			@Override
			public void onRevoked(LeaderElection election) {
				OneCandidateTest.this.events.add("revoked");
				waitFor(revoked);
			}

		};
	}

	static void waitFor(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	static CountDownLatch open() {
		return new CountDownLatch(0);
	}

}
