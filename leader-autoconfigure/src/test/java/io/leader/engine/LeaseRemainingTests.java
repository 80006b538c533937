package io.leader.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

import io.leader.election.LeaderElection;
import io.leader.election.RemainingTime;
import io.leader.lock.InMemoryLock;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests how long a candidate can rely on not being replaced, even if it no longer leads.
 */
class LeaseRemainingTests extends OneCandidateTest {

	private static final Duration LEASE = TIMINGS.leaseDuration();

	@Test
	void itExceedsTheAuthorityByTheTimeThatOthersWait() {
		LeaderElection election = elect(blockingOn(open(), open()));
		Duration authority = election.status().authorityRemaining().duration().orElseThrow();
		assertThat(election.leaseRemaining()).isBetween(RemainingTime.of(authority.plusMillis(500)),
				RemainingTime.of(LEASE));
	}

	@Test
	void afterAYieldItLastsUntilTheRelease() {
		CountDownLatch revoked = new CountDownLatch(1);
		LeaderElection election = elect(blockingOn(open(), revoked));
		await(() -> this.events.contains("granted"));
		election.yieldLeadership();
		await(() -> this.events.contains("revoked"));
		assertThat(election.leaseRemaining()).isGreaterThan(RemainingTime.NONE)
			.isLessThanOrEqualTo(RemainingTime.of(LEASE));
		revoked.countDown();
		await(this.lock::isReleased);
		assertThat(election.leaseRemaining()).isEqualTo(RemainingTime.NONE);
	}

	@Test
	void anotherHolderReducesItToZero() {
		LeaderElection election = elect(blockingOn(open(), open()));
		await(() -> this.events.contains("granted"));
		LockSnapshot seen = this.lock.read(Duration.ZERO);
		LockRecord record = seen.record();
		this.lock.replace(seen, new LockRecord("other", 3, record.acquireTime(), record.renewTime(), 9, null),
				Duration.ZERO);
		await(() -> this.events.contains("revoked"));
		assertThat(election.leaseRemaining()).isEqualTo(RemainingTime.NONE);
	}

	@Test
	void aMachineThatSleptHasNothingLeft() {
		LeaderElection election = elect(blockingOn(open(), open()));
		this.skippedMillis.set(LEASE.toMillis());
		assertThat(election.leaseRemaining()).isEqualTo(RemainingTime.NONE);
	}

	@Test
	void aCandidateThatNeverLedHasNone() {
		InMemoryLock held = new InMemoryLock();
		LockSnapshot absent = held.read(Duration.ZERO);
		assertThat(absent.isAbsent()).isTrue();
		held.create(new LockRecord("other", 300, Instant.EPOCH, Instant.EPOCH, 0, null), Duration.ZERO);
		LeaderElection election = candidate(held, Duration.ofSeconds(5), blockingOn(open(), open()));
		assertThat(election.leaseRemaining()).isEqualTo(RemainingTime.NONE);
	}

}
