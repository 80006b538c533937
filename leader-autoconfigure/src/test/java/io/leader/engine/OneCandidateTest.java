package io.leader.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.lock.ElectionLock;
import io.leader.lock.InMemoryLock;
import io.leader.lock.InstanceMark;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Base class for tests of one candidate with an in-memory lock and real threads.
 */
abstract class OneCandidateTest {

	static final ElectionTimings TIMINGS = new ElectionTimings(Duration.ofSeconds(3), Duration.ofSeconds(2),
			Duration.ofMillis(200));

	/**
	 * The number of steps in which {@link #throughout} lets time pass. Each step is short
	 * enough for a leader to renew in time.
	 */
	private static final int STEPS = 100;

	final InMemoryLock lock = new InMemoryLock();

	final ElectionThreads threads = new ElectionThreads();

	final AtomicLong skippedNanos = new AtomicLong();

	final AtomicLong skippedMillis = new AtomicLong();

	final List<String> events = new CopyOnWriteArrayList<>();

	/** The system clocks, advanced by the time that a test skips. */
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

	private final SkippableThreads skippable = new SkippableThreads(this.movableClock);

	ElectionEngine engine;

	@AfterEach
	void close() {
		this.threads.close();
		this.skippable.close();
	}

	LeaderElection elect(ElectionLock used, Duration shutdownTimeout, LeaderElectionListener listener) {
		LeaderElection election = candidate(used, shutdownTimeout, listener);
		await(election::isLeader);
		return election;
	}

	LeaderElection candidate(ElectionLock used, Duration shutdownTimeout, LeaderElectionListener listener) {
		return candidate("orders", used, shutdownTimeout, listener);
	}

	LeaderElection candidate(String name, ElectionLock used, Duration shutdownTimeout,
			LeaderElectionListener listener) {
		this.engine = new ElectionEngine(runtime());
		LeaderElection election = this.engine.add(ElectionSettings.named(name)
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
		return candidate(runtime(), timings, used);
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

	ElectionRuntime runtime() {
		return this.skippable.runtime(this.threads.runtime(this.movableClock));
	}

	/**
	 * Advances the monotonic clock, and starts the engine, which then reads the clock.
	 * Starting an engine that has already been started has no other effect.
	 */
	void skip(Duration span) {
		this.skippedNanos.addAndGet(span.toNanos());
		this.engine.start();
	}

	/**
	 * Checks a condition while a time span passes on the clock. The condition is checked
	 * at the beginning and after each of many short steps, once everything that the step
	 * causes has happened.
	 */
	void throughout(Duration span, BooleanSupplier condition) {
		throughout(span, 0, condition);
	}

	/**
	 * Checks a condition while a time span passes on the clock.
	 * @param blocked the number of calls and listeners that this test is blocking
	 */
	void throughout(Duration span, int blocked, BooleanSupplier condition) {
		settle(blocked);
		assertThat(condition.getAsBoolean()).as("at the beginning").isTrue();
		for (int i = 1; i <= STEPS; i++) {
			fastForward(span.dividedBy(STEPS));
			settle(blocked);
			assertThat(condition.getAsBoolean()).as("after %d/%d of %s", i, STEPS, span).isTrue();
		}
	}

	/**
	 * Advances the monotonic clock, and fires the timers that are due.
	 */
	void fastForward(Duration span) {
		this.skippedNanos.addAndGet(span.toNanos());
		this.skippable.fireDue();
	}

	/**
	 * Waits until nothing more can happen before time advances.
	 * @param blocked the number of calls and listeners that this test is blocking
	 */
	void settle(int blocked) {
		this.skippable.settle(blocked);
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
