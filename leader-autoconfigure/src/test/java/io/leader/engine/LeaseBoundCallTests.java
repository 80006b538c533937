package io.leader.engine;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.lock.LockRecord;
import io.leader.lock.test.ElectionLockContract;
import io.leader.support.WaitingTest;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for guarded calls whose work has been canceled but may still be running. Until
 * the lease has expired, such a call keeps the lock from being released and this
 * candidate from campaigning. If the lock does not expire, the call has this effect until
 * the lock is lost.
 */
@WaitingTest
class LeaseBoundCallTests extends OneCandidateTest {

	private void enterAndCancelWhenRevoked(LeaderElection election) {
		GuardedCall call = election.enter();
		assertThat(call).isNotNull();
		call.onRevoked(() -> {
			LeaseBoundCall.endWithLease(call);
			this.events.add("canceled");
		});
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 60 })
	void aCandidateCampaignsAgainOnceTheLeaseIsOver(long shutdownTimeout) {
		LeaderElection election = elect(this.lock, Duration.ofSeconds(shutdownTimeout), blockingOn(open(), open()));
		enterAndCancelWhenRevoked(election);
		long yielded = this.movableClock.nanoTime();
		assertThat(election.yieldLeadership()).isTrue();
		await(() -> this.events.contains("canceled"));
		// The clock also advances in real time, so the lease may expire during this
		// check.
		throughout(TIMINGS.leaseDuration(), () -> !this.lock.isReleased() && (!election.isLeader()
				|| this.movableClock.nanoTime() - yielded >= TIMINGS.leaseDuration().toNanos()));
		fastForward(TIMINGS.leaseDuration());
		await(election::isLeader);
		assertThat(this.lock.history()).as("never released").noneMatch((record) -> record.isFree());
	}

	@Test
	void aCandidateThatStoppedCanStartAgain() {
		LeaderElection election = elect(this.lock, Duration.ofSeconds(1), blockingOn(open(), open()));
		enterAndCancelWhenRevoked(election);
		this.engine.stop();
		await(() -> this.events.contains("canceled"));
		fastForward(TIMINGS.leaseDuration());
		this.engine.start();
		await(() -> {
			fastForward(Duration.ofMillis(100));
			return election.isLeader();
		});
		assertThat(this.lock.history()).as("never released").noneMatch((record) -> record.isFree());
	}

	@Test
	void aLockThatDoesNotExpireIsNotReleased() {
		UnexpiringLock unexpiring = new UnexpiringLock();
		LeaderElection election = elect(unexpiring, Duration.ofSeconds(60), blockingOn(open(), open()));
		enterAndCancelWhenRevoked(election);
		assertThat(election.yieldLeadership()).isTrue();
		await(() -> this.events.contains("canceled"));
		throughout(TIMINGS.leaseDuration().multipliedBy(3), () -> !unexpiring.isReleased() && !election.isLeader());
	}

	@Test
	void aCandidateThatLostALockThatDoesNotExpireCampaignsAgain() {
		UnexpiringLock unexpiring = new UnexpiringLock();
		LeaderElection election = elect(unexpiring, Duration.ofSeconds(60), blockingOn(open(), open()));
		enterAndCancelWhenRevoked(election);
		unexpiring.delete();
		await(() -> this.events.contains("canceled"));
		await(() -> {
			fastForward(Duration.ofMillis(100));
			return election.isLeader();
		});
	}

	@ParameterizedTest
	@CsvSource({ "false, false", "false, true", "true, false", "true, true" })
	void aCandidateThatLosesALockThatDoesNotExpireAfterItsTermCampaignsAgain(boolean restarts, boolean taken) {
		UnexpiringLock unexpiring = new UnexpiringLock();
		LeaderElection election = elect(unexpiring, Duration.ofSeconds(1), blockingOn(open(), open()));
		enterAndCancelWhenRevoked(election);
		if (restarts) {
			this.engine.stop();
			this.engine.start();
		}
		else {
			assertThat(election.yieldLeadership()).isTrue();
		}
		await(() -> this.events.contains("canceled"));
		if (taken) {
			unexpiring.moveTo(ElectionLockContract.record("other", 9, 3));
			await(() -> {
				fastForward(Duration.ofMillis(100));
				return election.leaseRemaining().isOver();
			});
			unexpiring.moveTo(new LockRecord("", 1, Instant.EPOCH, Instant.EPOCH, 9, null));
		}
		else {
			unexpiring.delete();
		}
		await(() -> {
			fastForward(Duration.ofMillis(100));
			return election.isLeader();
		});
	}

}
