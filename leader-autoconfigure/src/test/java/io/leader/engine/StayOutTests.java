package io.leader.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import io.leader.election.ElectionStatistics;
import io.leader.election.ElectionStatistics.GuardedCallOutcome;
import io.leader.election.ElectionStatistics.RenewalOutcome;
import io.leader.election.ElectionStatistics.RevocationCause;
import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.election.RemainingTime;
import io.leader.lock.InMemoryLock;
import io.leader.lock.LockException;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.lock.LockWatch;
import io.leader.lock.LockWatcher;
import io.leader.lock.test.ElectionLockContract;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for a candidate that stays out of its election for a while, and for the
 * statistics and problems that it reports.
 */
class StayOutTests extends OneCandidateTest {

	@Test
	void aLeaderThatStaysOutDoesNotLeadAgainBeforeTheTimeIsOver() {
		LeaderElection election = elect(blockingOn(open(), open()));
		await(() -> this.events.contains("granted"));
		assertThat(election.yieldLeadership(Duration.ofHours(1))).isTrue();
		assertThat(election.isLeader()).isFalse();
		await(this.lock::isReleased);
		this.skippedNanos.set(Duration.ofMinutes(59).toNanos());
		election.yieldLeadership(Duration.ofMillis(1));
		assertThat(election.isLeader()).as("a shorter absence does not end the longer one").isFalse();
		this.skippedNanos.set(Duration.ofMinutes(61).toNanos());
		election.yieldLeadership(Duration.ZERO);
		await(election::isLeader);
	}

	@Test
	void anAbsenceEndsOnRequest() {
		LeaderElection election = elect(blockingOn(open(), open()));
		assertThat(election.endAbsence()).as("nothing to end").isFalse();
		assertThat(election.isLeader()).isTrue();
		assertThat(election.yieldLeadership(Duration.ofHours(1))).isTrue();
		await(() -> !election.status().absence().isZero());
		assertThat(election.endAbsence()).isTrue();
		await(election::isLeader);
		assertThat(election.status().absence()).isZero();
	}

	@Test
	void anAbsenceRequestedLaterIsANewOne() {
		LeaderElection election = elect(blockingOn(open(), open()));
		election.yieldLeadership(Duration.ofHours(1));
		election.endAbsence();
		election.yieldLeadership(Duration.ofMinutes(1));
		await(() -> !election.status().absence().isZero());
		assertThat(election.status().absence()).isLessThanOrEqualTo(Duration.ofMinutes(1));
		assertThat(election.isLeader()).isFalse();
	}

	/**
	 * The first claim gets no response in time, a second claim succeeds, its term ends,
	 * and only then does the response to the first claim arrive.
	 */
	@Test
	void aResponseToAClaimFromBeforeTheLastTermBeginsNoTerm() throws Exception {
		CountDownLatch firstResponse = new CountDownLatch(1);
		AtomicBoolean claimed = new AtomicBoolean();
		InMemoryLock late = new InMemoryLock() {

			@Override
			public LockSnapshot create(LockRecord record, Duration timeout) {
				LockSnapshot created = super.create(record, timeout);
				if (claimed.compareAndSet(false, true)) {
					waitFor(firstResponse);
				}
				return created;
			}

		};
		LeaderElection election = candidate(late, Duration.ofMillis(200), blockingOn(open(), open()));
		await(() -> this.events.contains("granted"));
		assertThat(election.yieldLeadership(Duration.ofHours(1))).isTrue();
		await(() -> this.events.contains("revoked"));
		// The shutdown timeout expires, but the first claim's renew deadline does not.
		throughout(Duration.ofMillis(400), 1, () -> election.statistics().grants() == 1);
		firstResponse.countDown();
		throughout(Duration.ofMillis(300), () -> election.statistics().grants() == 1);
	}

	/**
	 * Neither claim gets a response in time, and the candidate does not observe what
	 * happens between them: the lock is deleted, another candidate creates it again, and
	 * it is deleted again.
	 */
	@Test
	void aSecondClaimThatDidNotReplaceTheFirstBeginsANewTerm() {
		List<CountDownLatch> responses = List.of(new CountDownLatch(1), new CountDownLatch(1));
		List<LockSnapshot> claims = new CopyOnWriteArrayList<>();
		InMemoryLock blind = new InMemoryLock() {

			@Override
			public LockSnapshot create(LockRecord record, Duration timeout) {
				LockSnapshot created = super.create(record, timeout);
				if (record.holder().equals("me") && claims.size() < 2) {
					claims.add(created);
					waitFor(responses.get(claims.size() - 1));
				}
				return created;
			}

			@Override
			public LockSnapshot read(Duration timeout) {
				if (!claims.isEmpty() && responses.get(1).getCount() > 0) {
					throw new LockException(LockException.Kind.FAILED, "blind", null);
				}
				return super.read(timeout);
			}

			@Override
			public LockWatch watch(LockSnapshot from, LockWatcher watcher, Duration timeout) {
				throw new LockException(LockException.Kind.DENIED, "blind", null);
			}

		};
		LeaderElection election = candidate(blind, Duration.ofSeconds(1), blockingOn(open(), open()));
		await(() -> claims.size() == 1);
		blind.delete();
		LockSnapshot others = blind.create(ElectionLockContract.record("other", 0), Duration.ZERO);
		blind.delete();
		await(() -> claims.size() == 2);
		responses.get(0).countDown();
		await(() -> this.events.contains("granted"));
		responses.get(1).countDown();
		await(() -> election.fencingToken().orElse(0) > others.version());
		await(() -> this.events.size() == 3);
		assertThat(this.events).containsExactly("granted", "revoked", "granted");
	}

	@Test
	void aRestartedCandidateWaitsForWorkStillRunningFromItsPreviousTerm() throws Exception {
		LeaderElection election = elect(this.lock, Duration.ofMillis(100), blockingOn(open(), open()));
		GuardedCall call = election.enter();
		this.engine.stop().get();
		assertThat(this.lock.isReleased()).isFalse();
		this.engine.start();
		throughout(Duration.ofMillis(600), () -> !election.isLeader());
		assertThat(election.status().problem()).contains("1 guarded call(s)");
		call.close();
		await(election::isLeader);
		assertThat(election.status().problem()).isNull();
	}

	@Test
	void aFollowerAlsoStaysOut() {
		this.lock.create(ElectionLockContract.record("other", 0), Duration.ZERO);
		LeaderElection election = candidate(this.lock, Duration.ofSeconds(5), blockingOn(open(), open()));
		await(() -> "other".equals(election.status().leader()));
		assertThat(election.yieldLeadership(Duration.ofHours(1))).isFalse();
		this.skippedNanos.set(Duration.ofMinutes(59).toNanos());
		election.yieldLeadership(Duration.ZERO);
		throughout(Duration.ofMillis(100), () -> this.lock.history().size() == 1);
		this.skippedNanos.set(Duration.ofMinutes(61).toNanos());
		election.yieldLeadership(Duration.ZERO);
		await(election::isLeader);
	}

	@Test
	void aNegativeAbsenceIsRejectedAndAnEndlessOneIsCapped() {
		LeaderElection election = elect(blockingOn(open(), open()));
		assertThatIllegalArgumentException().isThrownBy(() -> election.yieldLeadership(Duration.ofSeconds(-1)))
			.withMessageContaining("PT-1S");
		assertThat(election.isLeader()).isTrue();
		assertThat(election.yieldLeadership(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
		assertThat(election.isLeader()).isFalse();
	}

	@Test
	void aListenerIsReportedAsAFailureUntilItReturns() {
		CountDownLatch blocked = new CountDownLatch(1);
		LeaderElection election = elect(this.lock, Duration.ofMillis(300), blockingOn(open(), blocked));
		await(() -> this.events.contains("granted"));
		election.yieldLeadership();
		await(() -> election.status().failure() != null);
		assertThat(election.status().failure()).contains("a listener that has not returned");
		blocked.countDown();
		await(() -> election.status().failure() == null);
	}

	@Test
	void aReleaseWithoutAResponseIsNotReportedAsAFailureForTheWholeAbsence() {
		AtomicBoolean cut = new AtomicBoolean();
		InMemoryLock lost = new InMemoryLock() {

			@Override
			public LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout) {
				if (cut.get()) {
					throw new LockException(LockException.Kind.FAILED, "cut off by this test", null);
				}
				return super.replace(expected, record, timeout);
			}

			@Override
			public LockSnapshot read(Duration timeout) {
				if (cut.get()) {
					throw new LockException(LockException.Kind.FAILED, "cut off by this test", null);
				}
				return super.read(timeout);
			}

		};
		LeaderElection election = elect(lost, Duration.ofSeconds(5), blockingOn(open(), open()));
		cut.set(true);
		assertThat(election.yieldLeadership(Duration.ofHours(10))).isTrue();
		await(() -> election.status().absence().toHours() > 0);
		await(() -> "cut off by this test".equals(election.status().problem()));
		this.skippedNanos.set(TIMINGS.leaseDuration().plusSeconds(1).toNanos());
		assertThat(election.status().failure()).contains("unreachable");
		cut.set(false);
		election.yieldLeadership(Duration.ZERO);
		await(() -> election.status().failure() == null);
		assertThat(election.isLeader()).isFalse();
	}

	@Test
	void countsEvents() {
		LeaderElection election = elect(blockingOn(open(), open()));
		ElectionStatistics numbers = election.statistics();
		assertThat(numbers.grants()).isEqualTo(1);
		assertThat(election.status().authorityRemaining()).isGreaterThan(RemainingTime.NONE)
			.isLessThanOrEqualTo(RemainingTime.of(TIMINGS.renewDeadline()));
		assertThat(election.status().fencingToken()).isEqualTo(election.fencingToken().orElseThrow());
		await(() -> numbers.renewals(RenewalOutcome.SUCCEEDED) > 0);
		assertThat(numbers.renewalNanos(RenewalOutcome.SUCCEEDED)).isPositive();
		election.runIfLeader(() -> {
		});
		GuardedCall call = election.enter();
		assertThat(call).isNotNull();
		call.onRevoked(call::close);
		election.yieldLeadership();
		election.runIfLeader(() -> {
		});
		assertThat(numbers.guardedCalls(GuardedCallOutcome.PERMITTED)).isEqualTo(2);
		assertThat(numbers.guardedCalls(GuardedCallOutcome.REFUSED)).isEqualTo(1);
		await(() -> numbers.guardedCalls(GuardedCallOutcome.INTERRUPTED) == 1);
		await(() -> numbers.revocations(RevocationCause.YIELDED) == 1);
		assertThat(election.status().authorityRemaining()).isEqualTo(RemainingTime.NONE);
		assertThat(election.status().fencingToken()).isNull();
	}

	@Test
	void anUnreachableLockIsReportedAsAFailureFromALeaseLaterUntilItResponds() {
		AtomicBoolean cut = new AtomicBoolean(true);
		InMemoryLock lost = new InMemoryLock() {

			@Override
			public LockSnapshot read(Duration timeout) {
				if (cut.get()) {
					throw new LockException(LockException.Kind.FAILED, "cut off by this test", null);
				}
				return super.read(timeout);
			}

		};
		LeaderElection election = candidate(lost, Duration.ofSeconds(5), blockingOn(open(), open()));
		await(() -> election.status().problem() != null);
		assertThat(election.status().failure()).as("not yet").isNull();
		this.skippedNanos.set(TIMINGS.leaseDuration().plusSeconds(1).toNanos());
		assertThat(election.status().failure()).contains("unreachable");
		cut.set(false);
		await(election::isLeader);
		await(() -> election.status().failure() == null && election.status().problems().isEmpty());
	}

}
