package io.leader.election;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A term of one candidate from grant to release, on real threads: what ends when, in
 * which order, and what nobody can delay.
 */
class TermTests {

	private static final ElectionTimings TIMINGS = new ElectionTimings(Duration.ofSeconds(3), Duration.ofSeconds(2),
			Duration.ofMillis(200));

	private final InMemoryLock lock = new InMemoryLock();

	private final ElectionThreads threads = new ElectionThreads();

	private final AtomicLong skippedNanos = new AtomicLong();

	private final AtomicLong skippedMillis = new AtomicLong();

	private final List<String> events = new CopyOnWriteArrayList<>();

	private ElectionEngine engine;

	@AfterEach
	void close() {
		this.threads.close();
	}

	private LeaderElection elect(ElectionLock used, Duration shutdownTimeout, LeaderElectionListener listener) {
		LeaderElection election = candidate(used, shutdownTimeout, listener);
		await(election::isLeader);
		return election;
	}

	private LeaderElection candidate(ElectionLock used, Duration shutdownTimeout, LeaderElectionListener listener) {
		ElectionClock clock = new ElectionClock() {

			@Override
			public long nanoTime() {
				return System.nanoTime() + TermTests.this.skippedNanos.get();
			}

			@Override
			public long currentTimeMillis() {
				return System.currentTimeMillis() + TermTests.this.skippedMillis.get();
			}

		};
		this.engine = new ElectionEngine(this.threads.runtime(clock));
		LeaderElection election = this.engine.add(
				new ElectionSettings("orders", "me", InstanceMark.ofThisStart(null), TIMINGS, true, shutdownTimeout),
				used);
		election.addListener(listener);
		this.engine.start();
		return election;
	}

	private LeaderElection elect(LeaderElectionListener listener) {
		return elect(this.lock, Duration.ofSeconds(30), listener);
	}

	private static void await(BooleanSupplier condition) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(2))
			.atMost(Duration.ofSeconds(10))
			.until(condition::getAsBoolean);
	}

	private LeaderElectionListener blockingOn(CountDownLatch granted, CountDownLatch revoked) {
		return new LeaderElectionListener() {

			@Override
			public void onGranted(LeaderElection election, long fencingToken) {
				TermTests.this.events.add("granted");
				waitFor(granted);
			}

			@Override
			public void onRevoked(LeaderElection election) {
				TermTests.this.events.add("revoked");
				waitFor(revoked);
			}

		};
	}

	private static void waitFor(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static CountDownLatch open() {
		return new CountDownLatch(0);
	}

	@Test
	void theLockIsReleasedOnlyAfterListenersReturned() throws Exception {
		CountDownLatch revoked = new CountDownLatch(1);
		LeaderElection election = elect(blockingOn(open(), revoked));
		await(() -> this.events.contains("granted"));
		assertThat(election.yield()).isTrue();
		assertThat(election.isLeader()).as("at once").isFalse();
		await(() -> this.events.contains("revoked"));
		TimeUnit.MILLISECONDS.sleep(100);
		assertThat(this.lock.isReleased()).as("released while a listener runs").isFalse();
		revoked.countDown();
		await(this.lock::isReleased);
	}

	@Test
	void theLockIsReleasedOnlyAfterGuardedCallsFinished() throws Exception {
		LeaderElection election = elect(blockingOn(open(), open()));
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch finish = new CountDownLatch(1);
		CompletableFuture<Boolean> call = CompletableFuture.supplyAsync(() -> election.runIfLeader(() -> {
			inside.countDown();
			waitFor(finish);
		}));
		waitFor(inside);
		election.yield();
		TimeUnit.MILLISECONDS.sleep(100);
		assertThat(this.lock.isReleased()).as("released while a guarded call runs").isFalse();
		assertThat(election.runIfLeader(() -> this.events.add("ran"))).as("no new call").isFalse();
		assertThat(this.events).doesNotContain("ran");
		finish.countDown();
		await(this.lock::isReleased);
		assertThat(call.get()).isTrue();
	}

	@Test
	void stoppingWaitsNoLongerThanTheShutdownTimeoutAndLeavesTheLock() {
		CountDownLatch never = new CountDownLatch(1);
		elect(this.lock, Duration.ofMillis(300), blockingOn(open(), never));
		await(() -> this.events.contains("granted"));
		long started = System.nanoTime();
		this.engine.stop().orTimeout(5, TimeUnit.SECONDS).join();
		assertThat(Duration.ofNanos(System.nanoTime() - started)).isBetween(Duration.ofMillis(300),
				Duration.ofSeconds(2));
		assertThat(this.lock.isReleased()).as("work may still run: the lock is left to expire").isFalse();
		never.countDown();
	}

	@Test
	void theDrainNeverLastsLongerThanTheLease() {
		CountDownLatch never = new CountDownLatch(1);
		elect(this.lock, Duration.ofMinutes(5), blockingOn(open(), never));
		await(() -> this.events.contains("granted"));
		long started = System.nanoTime();
		this.engine.stop().orTimeout(10, TimeUnit.SECONDS).join();
		assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(TIMINGS.leaseDuration().plusSeconds(1));
		never.countDown();
	}

	@Test
	void aListenerThatBlocksDelaysNoRenewal() throws Exception {
		CountDownLatch granted = new CountDownLatch(1);
		LeaderElection election = elect(blockingOn(granted, open()));
		long end = System.nanoTime() + TIMINGS.leaseDuration().multipliedBy(2).toNanos();
		while (System.nanoTime() < end) {
			assertThat(election.isLeader()).isTrue();
			TimeUnit.MILLISECONDS.sleep(10);
		}
		assertThat(this.lock.history()).hasSizeGreaterThan(4);
		granted.countDown();
	}

	@Test
	void theAnswerTurnsFalseInTimeEvenIfTheEngineIsStuck() {
		LeaderElection election = elect(blockingOn(open(), open()));
		CountDownLatch stuck = new CountDownLatch(1);
		CountDownLatch inside = new CountDownLatch(1);
		ElectionRuntime runtime = this.threads.runtime(ElectionClock.system());
		runtime.engine().execute(() -> {
			inside.countDown();
			waitFor(stuck);
		});
		waitFor(inside);
		assertThat(election.isLeader()).isTrue();
		this.skippedNanos.set(TIMINGS.renewDeadline().toNanos());
		assertThat(election.isLeader()).isFalse();
		assertThat(election.fencingToken()).isEmpty();
		assertThat(election.status().leading()).isFalse();
		assertThat(election.runIfLeader(() -> this.events.add("ran"))).isFalse();
		stuck.countDown();
	}

	@Test
	void aMachineThatSleptWhileItsMonotonicClockStoodStillNoLongerLeads() {
		LeaderElection election = elect(blockingOn(open(), open()));
		this.skippedMillis.set(TIMINGS.renewDeadline().toMillis());
		assertThat(election.isLeader()).isFalse();
		await(() -> this.events.contains("revoked"));
	}

	@Test
	void aClaimThatIsAcknowledgedAfterSomebodyElseWasSeenLeadsNowhere() throws Exception {
		CountDownLatch othersSeen = new CountDownLatch(1);
		AtomicInteger creations = new AtomicInteger();
		InMemoryLock late = new InMemoryLock() {

			@Override
			public LockSnapshot create(LockRecord record, Duration timeout) {
				LockSnapshot created = super.create(record, timeout);
				if (creations.incrementAndGet() == 1) {
					delete();
					super.create(ElectionLockContract.record("other", 0), timeout);
					waitFor(othersSeen);
				}
				return created;
			}

		};
		LeaderElection election = candidate(late, Duration.ofSeconds(30), new LeaderElectionListener() {

			@Override
			public void onGranted(LeaderElection source, long fencingToken) {
				TermTests.this.events.add("granted " + fencingToken);
			}

			@Override
			public void onOtherLeader(LeaderElection source, String leader) {
				TermTests.this.events.add("sees " + leader);
				othersSeen.countDown();
			}

		});
		await(() -> this.events.contains("sees other"));
		TimeUnit.MILLISECONDS.sleep(300);
		assertThat(election.isLeader()).isFalse();
		assertThat(this.events).containsExactly("sees other");
	}

	@Test
	void guardedCallsCauseNoWorkOnTheEngineWhileTheTermLasts() {
		AtomicInteger idle = new AtomicInteger();
		Term term = new Term(1, idle::incrementAndGet);
		for (int i = 0; i < 1000; i++) {
			term.enter();
			term.exit();
		}
		assertThat(idle).hasValue(0);
		term.enter();
		term.end();
		assertThat(idle).hasValue(0);
		term.exit();
		assertThat(idle).hasValue(1);
	}

	@Test
	void whatHasExpiredCannotBeYielded() {
		LeaderElection election = elect(blockingOn(open(), open()));
		this.skippedNanos.set(TIMINGS.renewDeadline().toNanos());
		assertThat(election.yield()).isFalse();
	}

	@Test
	void aRecordOfAFormerLifeIsTakenAtOnceButNotOneThatIsWrittenLater() throws Exception {
		InstanceMark mark = InstanceMark.ofThisStart("uid-1");
		LockRecord former = new LockRecord("me", 60, Instant.EPOCH, Instant.EPOCH, 3, "uid-1/before");
		LockSnapshot left = this.lock.create(former, Duration.ZERO);
		this.engine = new ElectionEngine(this.threads.runtime(ElectionClock.system()));
		LeaderElection election = this.engine
			.add(new ElectionSettings("orders", "me", mark, TIMINGS, true, Duration.ofSeconds(1)), this.lock);
		this.engine.start();
		await(election::isLeader);
		assertThat(this.lock.read(Duration.ZERO).version()).isGreaterThan(left.version());
		// Another process that runs in the same Pod takes the lock: it is no former life,
		// since it lives.
		this.lock.replace(this.lock.read(Duration.ZERO), former, Duration.ZERO);
		await(() -> !election.isLeader());
		TimeUnit.MILLISECONDS.sleep(300);
		assertThat(election.isLeader()).isFalse();
		assertThat(this.lock.read(Duration.ZERO).record()).isEqualTo(former);
	}

	@Test
	void aLockThatHangsOrFailsInAnyWayOnlyCostsTheAuthority() {
		CountDownLatch hang = new CountDownLatch(1);
		AtomicInteger writes = new AtomicInteger();
		InMemoryLock strange = new InMemoryLock() {

			@Override
			public LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout) {
				return switch (writes.incrementAndGet()) {
					case 1, 2 -> {
						waitFor(hang);
						throw new IllegalStateException("after the hang");
					}
					case 3 -> throw new NoClassDefFoundError("a lock of this test that fails on purpose");
					case 4 -> null;
					default -> super.replace(expected, record, timeout);
				};
			}

		};
		LeaderElection election = elect(strange, Duration.ofSeconds(30), blockingOn(open(), open()));
		await(() -> this.events.contains("revoked"));
		assertThat(election.isLeader()).isFalse();
		await(election::isLeader);
		hang.countDown();
	}

}
