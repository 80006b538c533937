package io.leader.engine;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.leader.election.ElectionStatistics;
import io.leader.election.ElectionStatistics.RevocationCause;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionStatus;
import io.leader.lock.ElectionLock;
import io.leader.lock.InMemoryLock;
import io.leader.lock.test.ElectionLockContract;
import io.leader.support.WaitingTest;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a candidate holds the lock but does not lead while its term is being
 * prepared.
 */
@WaitingTest
class PreparationTests extends OneCandidateTest {

	private final BlockingQueue<Runnable> results = new LinkedBlockingQueue<>();

	private final AtomicInteger calls = new AtomicInteger();

	private volatile Duration timeout = Duration.ofMinutes(1);

	private final TermPreparation preparation = new TermPreparation() {

		@Override
		public void prepare(String election, long fencingToken) throws Exception {
			PreparationTests.this.calls.incrementAndGet();
			PreparationTests.this.results.take().run();
			PreparationTests.this.events.add("prepared " + fencingToken);
		}

		@Override
		public Duration timeout() {
			return PreparationTests.this.timeout;
		}

	};

	private LeaderElection candidate(boolean forLife) {
		this.engine = new ElectionEngine(runtime());
		return started(this.engine.add(settings(forLife), this.lock));
	}

	private ElectionSettings settings(boolean forLife) {
		return ElectionSettings.named("orders")
			.identity("me")
			.timings(TIMINGS)
			.forLife(forLife)
			.preparation(this.preparation)
			.build();
	}

	private LeaderElection started(LeaderElection election) {
		election.addListener(blockingOn(open(), open()));
		this.engine.start();
		return election;
	}

	private void succeed() {
		this.results.add(() -> {
		});
	}

	private void fail() {
		this.results.add(() -> {
			throw new IllegalStateException("the store is out of reach.");
		});
	}

	private void awaitCalls(int number) {
		await(() -> this.calls.get() >= number);
	}

	@Test
	void theTermIsInvisibleUntilItIsPrepared() {
		LeaderElection election = candidate(false);
		awaitCalls(1);
		assertThat(election.isLeader()).isFalse();
		assertThat(election.enter()).isNull();
		assertThat(election.fencingToken()).isEmpty();
		LeaderElectionStatus status = election.status();
		assertThat(status.leading()).isFalse();
		assertThat(status.leader()).as("the holder of the lock").isEqualTo("me");
		assertThat(status.fencingToken()).isNull();
		assertThat(status.authorityRemaining().isOver()).isTrue();
		assertThat(this.events).isEmpty();
		succeed();
		await(() -> this.events.contains("granted"));
		assertThat(this.events).containsExactly("prepared 1", "granted");
		assertThat(election.isLeader()).isTrue();
		assertThat(election.runIfLeader(() -> this.events.add("ran"))).isTrue();
		assertThat(election.fencingToken()).hasValue(1);
		assertThat(election.status().leading()).isTrue();
	}

	@Test
	void theLockIsRenewedMeanwhile() {
		LeaderElection election = candidate(false);
		awaitCalls(1);
		int written = this.lock.history().size();
		await(() -> this.lock.history().size() > written);
		succeed();
		await(election::isLeader);
	}

	@Test
	void aFailureIsReportedAndTheTermBeginsOnceThePreparationSucceeds() {
		LeaderElection election = candidate(false);
		fail();
		await(() -> election.status().problem() != null);
		assertThat(election.status().problem()).isEqualTo(
				"A term cannot begin: the store is out of reach. The preparation is retried every 200ms; after 60s, this"
						+ " candidate yields.");
		assertThat(election.isLeader()).isFalse();
		fail();
		succeed();
		await(election::isLeader);
		await(() -> election.status().problem() == null);
		assertThat(this.calls.get()).isEqualTo(3);
		assertThat(this.events).containsOnlyOnce("granted");
	}

	@Test
	void theLockIsReleasedAfterAWhileEvenThoughThePreparationHangs() {
		this.timeout = Duration.ofMillis(300);
		LeaderElection election = candidate(false);
		awaitCalls(1);
		await(() -> String.valueOf(election.status().problem()).contains("its preparation has not returned."));
		await(this.lock::isReleased);
		this.timeout = Duration.ofMinutes(1);
		assertThat(this.events).as("neither a grant nor a revocation is published").isEmpty();
		succeed();
		await(() -> this.events.contains("prepared 1"));
		assertThat(election.isLeader()).as("the preparation of one term does not prepare another").isFalse();
		succeed();
		await(() -> this.events.contains("granted"));
		assertThat(this.events.get(0)).isEqualTo("prepared 1");
		assertThat(this.events).doesNotContain("revoked");
	}

	@Test
	void aLeaderForLifeDoesNotYieldAndWaits() throws Exception {
		this.timeout = Duration.ofMillis(100);
		LeaderElection election = candidate(true);
		await(() -> election.status().problem() != null);
		assertThat(election.status().problem()).isEqualTo(
				"A term cannot begin: its preparation has not returned. The preparation is retried every 200ms.");
		TimeUnit.MILLISECONDS.sleep(500);
		assertThat(this.lock.isReleased()).isFalse();
		succeed();
		await(election::isLeader);
	}

	@Test
	void aStopAndAYieldEndAWaitingTerm() {
		LeaderElection election = candidate(false);
		awaitCalls(1);
		assertThat(election.yieldLeadership()).isTrue();
		await(this.lock::isReleased);
		this.engine.stop().orTimeout(5, TimeUnit.SECONDS).join();
		assertThat(this.events).isEmpty();
		succeed();
		await(() -> this.events.contains("prepared 1"));
		assertThat(election.isLeader()).isFalse();
		assertThat(this.events).doesNotContain("granted", "revoked");
	}

	@Test
	void aLatePreparationDoesNotBeginATermThatHasExpired() {
		LeaderElection election = candidate(false);
		awaitCalls(1);
		skip(TIMINGS.renewDeadline().plusMillis(1));
		succeed();
		await(() -> this.events.contains("prepared 1"));
		succeed();
		await(() -> this.events.contains("granted"));
		assertThat(election.fencingToken().orElseThrow()).isGreaterThan(1);
		assertThat(this.events).doesNotContain("revoked");
	}

	@Test
	void theNextTermIsPreparedAgain() {
		LeaderElection election = candidate(false);
		succeed();
		await(() -> this.events.contains("granted"));
		long first = election.fencingToken().orElseThrow();
		election.yieldLeadership();
		awaitCalls(2);
		assertThat(election.isLeader()).isFalse();
		succeed();
		await(() -> this.events.size() == 5);
		long second = election.fencingToken().orElseThrow();
		assertThat(this.events).containsExactly("prepared " + first, "granted", "revoked", "prepared " + second,
				"granted");
	}

	@Test
	void anElectionOnTwoLocksPreparesOnlyItsOwnTerm() {
		ElectionLock former = new InMemoryLock();
		this.engine = new ElectionEngine(runtime());
		LeaderElection election = started(this.engine.addMigrating(settings(false), former, this.lock));
		awaitCalls(1);
		assertThat(election.isLeader()).isFalse();
		assertThat(election.enter()).isNull();
		succeed();
		await(() -> this.events.contains("granted"));
		assertThat(this.calls.get()).isOne();
		assertThat(election.isLeader()).isTrue();
		this.engine.stop().orTimeout(5, TimeUnit.SECONDS).join();
		assertThat(this.events).containsExactly("prepared 1", "granted", "revoked");
	}

	@Test
	void anElectionOnTwoLocksThatCannotPrepareReleasesBoth() {
		this.timeout = Duration.ofMillis(300);
		InMemoryLock former = new InMemoryLock();
		this.engine = new ElectionEngine(runtime());
		started(this.engine.addMigrating(settings(false), former, this.lock));
		awaitCalls(1);
		await(() -> this.lock.isReleased() && former.isReleased());
		assertThat(this.events).isEmpty();
	}

	@Test
	void aPreparationFailureIsNoLongerReportedOnceItsTermHasEnded() {
		LeaderElection election = candidate(false);
		fail();
		await(() -> election.status().problem() != null);
		awaitCalls(2);
		this.lock.replace(this.lock.read(Duration.ZERO), ElectionLockContract.record("other", 1, 60), Duration.ZERO);
		await(() -> "other".equals(election.status().leader()));
		await(() -> election.status().problem() == null);
		fail();
		await(this.results::isEmpty);
		throughout(Duration.ofMillis(300), () -> election.status().problem() == null);
	}

	@Test
	void aTermThatDidNotBeginIsNeitherAGrantNorARevocation() {
		LeaderElection election = candidate(false);
		awaitCalls(1);
		election.yieldLeadership();
		succeed();
		awaitCalls(2);
		ElectionStatistics numbers = election.statistics();
		assertThat(numbers.grants()).isZero();
		assertThat(numbers.handoverNanos()).isZero();
		assertThat(numbers.revocations(RevocationCause.YIELDED)).isZero();
		this.skippedNanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
		succeed();
		await(() -> this.events.contains("granted"));
		assertThat(numbers.grants()).isOne();
		assertThat(numbers.handoverNanos()).as("the preparation is part of the handover")
			.isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
		election.yieldLeadership();
		await(() -> numbers.revocations(RevocationCause.YIELDED) == 1);
	}

}
