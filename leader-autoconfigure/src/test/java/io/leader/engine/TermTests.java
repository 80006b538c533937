package io.leader.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.lock.InMemoryLock;
import io.leader.lock.LockException;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.support.WaitingTest;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a term of one candidate from grant to release, on real threads: what ends,
 * when and in which order, and what must not be delayed.
 */
@WaitingTest
class TermTests extends OneCandidateTest {

	@Test
	void aChangeOutsideTheRecordRightAfterTheClaimDoesNotEndTheTerm() {
		LeaderElection election = elect(blockingOn(open(), open()));
		await(() -> this.events.contains("granted"));
		LockSnapshot claimed = this.lock.read(Duration.ZERO);
		this.lock.replace(claimed, claimed.record(), Duration.ZERO);
		await(() -> this.lock.history().size() > 3);
		assertThat(this.events).containsExactly("granted");
		assertThat(election.isLeader()).isTrue();
	}

	/**
	 * The late write creates the lock, so the lock must have been deleted before that
	 * write. Another candidate may have led in the meantime. If the watch misses the
	 * deletion, the candidate observes only that the late write has replaced its record.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void itsOwnEarlierClaimAppliedLateToADeletedLockEndsTheTerm(boolean deletionObserved) {
		AtomicReference<LockRecord> delayed = new AtomicReference<>();
		InMemoryLock slow = new InMemoryLock() {

			@Override
			public LockSnapshot create(LockRecord record, Duration timeout) {
				if (delayed.compareAndSet(null, record)) {
					throw new LockException(LockException.Kind.FAILED, "no response", null);
				}
				return super.create(record, timeout);
			}

		};
		LeaderElection election = elect(slow, Duration.ofSeconds(5), blockingOn(open(), open()));
		long token = election.fencingToken().orElseThrow();
		await(() -> !slow.read(Duration.ZERO).record().isSameAs(slow.history().get(0), Duration.ofNanos(1)));
		synchronized (slow) {
			if (deletionObserved) {
				slow.delete();
			}
			slow.moveTo(delayed.get());
		}
		await(() -> this.events.size() == 3);
		assertThat(this.events).containsExactly("granted", "revoked", "granted");
		assertThat(election.fencingToken().orElseThrow()).isGreaterThan(token);
	}

	@Test
	void theLockIsReleasedOnlyAfterListenersReturned() throws Exception {
		CountDownLatch revoked = new CountDownLatch(1);
		LeaderElection election = elect(blockingOn(open(), revoked));
		await(() -> this.events.contains("granted"));
		assertThat(election.yieldLeadership()).isTrue();
		assertThat(election.isLeader()).as("at once").isFalse();
		await(() -> this.events.contains("revoked"));
		throughout(Duration.ofMillis(300), 1, () -> !this.lock.isReleased());
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
		election.yieldLeadership();
		throughout(Duration.ofMillis(300), () -> !this.lock.isReleased());
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
		assertThat(this.lock.isReleased()).as("work might still be running, so the lock is left to expire").isFalse();
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
	void aBlockingListenerDelaysNoRenewal() throws Exception {
		CountDownLatch granted = new CountDownLatch(1);
		LeaderElection election = elect(blockingOn(granted, open()));
		throughout(TIMINGS.leaseDuration().multipliedBy(2), 1, election::isLeader);
		assertThat(this.lock.history()).hasSizeGreaterThan(4);
		granted.countDown();
	}

	@Test
	void isLeaderTurnsFalseInTimeEvenIfTheEngineIsStuck() {
		LeaderElection election = elect(blockingOn(open(), open()));
		CountDownLatch stuck = new CountDownLatch(1);
		CountDownLatch inside = new CountDownLatch(1);
		runtime().engine().execute(() -> {
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
		await(() -> this.events.contains("granted"));
		this.skippedMillis.set(TIMINGS.renewDeadline().toMillis());
		assertThat(election.isLeader()).isFalse();
		await(() -> this.events.contains("revoked"));
	}

	@Test
	void guardedCallsCauseNoWorkOnTheEngineWhileTheTermLasts() {
		AtomicInteger idle = new AtomicInteger();
		GuardedCalls term = new GuardedCalls(1, 1, idle::incrementAndGet, Runnable::run, new ElectionCounters());
		for (int i = 0; i < 1000; i++) {
			term.enter().close();
		}
		assertThat(idle).hasValue(0);
		GuardedCall last = term.enter();
		term.end((retry) -> {
		});
		assertThat(idle).hasValue(0);
		last.close();
		last.close();
		assertThat(idle).hasValue(1);
	}

	@Test
	void anExpiredTermCannotBeYielded() {
		LeaderElection election = elect(blockingOn(open(), open()));
		this.skippedNanos.set(TIMINGS.renewDeadline().toNanos());
		assertThat(election.yieldLeadership()).isFalse();
	}

}
