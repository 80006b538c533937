package io.leader.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

import io.leader.election.GuardedCall;
import io.leader.election.ElectionStatistics.GuardedCallOutcome;
import io.leader.election.ElectionStatistics.RevocationCause;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.lock.ElectionLock;
import io.leader.lock.InMemoryLock;
import io.leader.lock.InstanceMark;
import io.leader.lock.LockException;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.lock.test.ElectionLockContract;
import io.leader.support.WaitingTest;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a candidate that needs two locks to lead.
 */
@WaitingTest
class PairedElectionTests extends OneCandidateTest {

	private final InMemoryLock second = new InMemoryLock();

	private LeaderElection paired(LeaderElectionListener listener) {
		return paired(this.second, listener);
	}

	private LeaderElection paired(ElectionLock newLock, LeaderElectionListener listener) {
		return paired(this.lock, newLock, listener);
	}

	private LeaderElection paired(ElectionLock oldLock, ElectionLock newLock, LeaderElectionListener listener) {
		return paired(true, oldLock, newLock, listener);
	}

	private LeaderElection paired(boolean releaseOnStop, ElectionLock oldLock, ElectionLock newLock,
			LeaderElectionListener listener) {
		this.engine = new ElectionEngine(runtime());
		LeaderElection election = this.engine.addMigrating(ElectionSettings.named("orders")
			.identity("me")
			.mark(InstanceMark.ofThisStart(null))
			.timings(TIMINGS)
			.releaseOnStop(releaseOnStop)
			.shutdownTimeout(Duration.ofSeconds(2))
			.build(), oldLock, newLock);
		election.addListener(listener);
		this.engine.start();
		return election;
	}

	private static void hold(InMemoryLock lock, String holder) {
		LockSnapshot present = lock.read(Duration.ZERO);
		LockRecord record = ElectionLockContract.record(holder, 1);
		if (present.isAbsent()) {
			lock.create(record, Duration.ZERO);
		}
		else {
			lock.replace(present, record, Duration.ZERO);
		}
	}

	private static void release(InMemoryLock lock) {
		lock.replace(lock.read(Duration.ZERO), ElectionLockContract.record("any", 2).releasedAt(null), Duration.ZERO);
	}

	private static String holder(InMemoryLock lock) {
		LockRecord record = lock.read(Duration.ZERO).record();
		return (record != null) ? record.holder() : "";
	}

	@Test
	void leadsOnlyWithBothLocksAndAcquiresTheFirstOneFirst() {
		hold(this.lock, "old");
		LeaderElection election = paired(blockingOn(open(), open()));
		await(() -> "old".equals(election.status().leader()));
		assertThat(this.second.read(Duration.ZERO).isAbsent()).as("does not campaign for the second alone").isTrue();
		assertThat(election.enter()).isNull();
		assertThat(election.statistics().guardedCalls(GuardedCallOutcome.REFUSED)).isEqualTo(1);
		hold(this.second, "new");
		release(this.lock);
		await(() -> holder(this.lock).equals("me"));
		await(() -> "new".equals(election.status().leader()));
		assertThat(election.isLeader()).isFalse();
		assertThat(election.enter()).isNull();
		assertThat(election.statistics().guardedCalls(GuardedCallOutcome.REFUSED)).isEqualTo(2);
		assertThat(election.fencingToken()).isEmpty();
		assertThat(this.events).isEmpty();
		release(this.second);
		await(election::isLeader);
		await(() -> this.events.contains("granted"));
		assertThat(election.status().leader()).isEqualTo("me");
		assertThat(election.fencingToken().orElseThrow()).isEqualTo(this.second.read(Duration.ZERO).version());
	}

	@Test
	void losingEitherLockEndsLeadership() {
		LeaderElection election = paired(blockingOn(open(), open()));
		await(() -> this.events.contains("granted"));
		hold(this.second, "new");
		await(() -> !election.isLeader());
		await(() -> this.events.contains("revoked"));
		assertThat(holder(this.lock)).as("the first is kept").isEqualTo("me");
		release(this.second);
		await(election::isLeader);
		await(() -> this.events.size() == 3);
		hold(this.lock, "old");
		await(() -> !election.isLeader());
		await(() -> this.events.size() == 4);
		await(this.second::isReleased);
		assertThat(this.events).containsExactly("granted", "revoked", "granted", "revoked");
	}

	@Test
	void locksAreReleasedAfterListenersHaveReturnedAndTheFirstOneLast() throws Exception {
		CountDownLatch blocked = new CountDownLatch(1);
		LeaderElection election = paired(blockingOn(open(), blocked));
		await(() -> this.events.contains("granted"));
		CompletableFuture<Void> stopped = this.engine.stop();
		await(() -> this.events.contains("revoked"));
		assertThat(election.isLeader()).isFalse();
		throughout(Duration.ofMillis(200), 1, () -> holder(this.lock).equals("me") && holder(this.second).equals("me"));
		blocked.countDown();
		stopped.get();
		assertThat(this.second.isReleased()).isTrue();
		assertThat(this.lock.isReleased()).isTrue();
	}

	@Test
	void aYieldReleasesBothLocksEvenIfAStopReleasesNeither() throws Exception {
		LeaderElection election = paired(false, this.lock, this.second, blockingOn(open(), open()));
		await(election::isLeader);
		assertThat(election.yieldLeadership(Duration.ofHours(1))).isTrue();
		await(this.second::isReleased);
		await(this.lock::isReleased);
		assertThat(election.statistics().revocations(RevocationCause.YIELDED)).isEqualTo(1);
		assertThat(election.endAbsence()).isTrue();
		await(election::isLeader);
		this.engine.stop().get();
		assertThat(holder(this.second)).isEqualTo("me");
		assertThat(holder(this.lock)).isEqualTo("me");
		assertThat(election.statistics().revocations(RevocationCause.STOPPED)).isEqualTo(1);
	}

	@Test
	void aListenerThatNeverReturnsKeepsBothLocksFromBeingReleased() throws Exception {
		paired(blockingOn(open(), new CountDownLatch(1)));
		await(() -> this.events.contains("granted"));
		this.engine.stop().get();
		assertThat(this.events).contains("revoked");
		assertThat(holder(this.lock)).isEqualTo("me");
		assertThat(holder(this.second)).isEqualTo("me");
	}

	@Test
	void aRunningGuardedCallKeepsBothLocks() throws Exception {
		LeaderElection election = paired(blockingOn(open(), open()));
		await(election::isLeader);
		CountDownLatch revoked = new CountDownLatch(1);
		GuardedCall call = election.enter();
		assertThat(call).isNotNull();
		call.onRevoked(revoked::countDown);
		assertThat(election.yieldLeadership()).isTrue();
		assertThat(election.isLeader()).isFalse();
		revoked.await();
		throughout(Duration.ofMillis(200), () -> holder(this.lock).equals("me") && holder(this.second).equals("me"));
		call.close();
		await(() -> this.second.history().stream().anyMatch(LockRecord::isFree));
		await(() -> this.lock.history().stream().anyMatch(LockRecord::isFree));
		await(election::isLeader);
	}

	@Test
	void startsAndStopsRepeatedly() throws Exception {
		LeaderElection election = paired(blockingOn(open(), open()));
		for (int i = 0; i < 5; i++) {
			await(election::isLeader);
			this.engine.stop().get();
			assertThat(election.isLeader()).isFalse();
			assertThat(this.lock.isReleased()).isTrue();
			this.engine.start();
		}
		await(election::isLeader);
	}

	@Test
	void theFirstLockIsReleasedWhenTheSecondCannotBeAcquired() {
		InMemoryLock denied = new InMemoryLock() {

			@Override
			public synchronized LockSnapshot create(LockRecord record, Duration timeout) {
				throw new LockException(LockException.Kind.DENIED, "may not create", null);
			}

		};
		LeaderElection election = paired(denied, blockingOn(open(), open()));
		await(() -> holder(this.lock).equals("me"));
		await(() -> this.lock.isReleased());
		assertThat(election.status().absence()).as("others can win").isPositive();
		assertThat(election.status().problems()).anyMatch((problem) -> problem.contains("may not create"));
		hold(this.lock, "old");
		await(() -> "old".equals(election.status().leader()));
		assertThat(this.events).isEmpty();
	}

	@Test
	void theFirstLockIsKeptWhileAnotherHoldsTheSecond() {
		hold(this.second, "new");
		LeaderElection election = paired(blockingOn(open(), open()));
		await(() -> holder(this.lock).equals("me"));
		throughout(Duration.ofSeconds(8), () -> {
			hold(this.second, "new");
			return holder(this.lock).equals("me") && !election.isLeader();
		});
	}

	/**
	 * A lock that does not expire. A test can make a given number of its next releases
	 * conflict with changes by others.
	 */
	private static final class ContestedLock extends UnexpiringLock {

		private int conflicts;

		void conflictOnRelease(int times) {
			this.conflicts = times;
		}

		@Override
		public synchronized LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout) {
			if (record.isFree() && this.conflicts-- > 0) {
				touch();
			}
			return super.replace(expected, record, timeout);
		}

	}

	@Test
	void aLockThatDoesNotExpireIsEventuallyReleased() {
		ContestedLock unexpiring = new ContestedLock();
		LeaderElection election = paired(unexpiring, this.second, blockingOn(open(), open()));
		await(election::isLeader);
		unexpiring.conflictOnRelease(3);
		assertThat(election.yieldLeadership(Duration.ofHours(1))).isTrue();
		await(unexpiring::isReleased);
		assertThat(election.isLeader()).isFalse();
	}

	@Test
	void aLockThatDoesNotExpireIsReleasedOnceALateCallHasEnded() {
		ContestedLock unexpiring = new ContestedLock();
		LeaderElection election = paired(unexpiring, this.second, blockingOn(open(), open()));
		await(election::isLeader);
		GuardedCall call = election.enter();
		election.yieldLeadership(Duration.ofHours(1));
		// Longer than the shutdown timeout.
		throughout(Duration.ofMillis(2500), () -> holder(unexpiring).equals("me"));
		call.close();
		await(unexpiring::isReleased);
	}

	@Test
	void aLockThatDoesNotExpireIsReacquiredAfterItWasEditedAndDeleted() {
		ContestedLock unexpiring = new ContestedLock();
		LeaderElection election = paired(unexpiring, this.second, blockingOn(open(), open()));
		await(election::isLeader);
		unexpiring.touch();
		throughout(Duration.ofMillis(300), election::isLeader);
		unexpiring.delete();
		await(() -> this.events.contains("revoked"));
		await(election::isLeader);
	}

}
