package io.leader.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.leader.election.LeaderElection;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockRecord;
import io.leader.lock.test.ElectionLockContract;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for changes that others make to a lock, and for values at the limits of their
 * types.
 */
@ExtendWith(OutputCaptureExtension.class)
class OutsideHandsTests extends OneCandidateTest {

	private final HookedLock hooked = new HookedLock();

	@Test
	void aDeletedLockWhoseHolderForLifeMayStillLeadIsReported() {
		UnexpiringLock forLife = new UnexpiringLock();
		forLife.create(ElectionLockContract.record("other", 0, 60), Duration.ZERO);
		LeaderElection election = candidate(forLife, Duration.ofSeconds(5), blockingOn(open(), open()));
		await(() -> "other".equals(election.status().leader()));
		forLife.delete();
		await(() -> election.status().leader() == null);
		assertThat(election.status().problem()).isNull();
		letALeasePass(election);
		await(() -> election.status().problem() != null);
		assertThat(election.status().problem()).contains("was deleted while it was held by 'other'", "delete the Pod")
			.as("some locks for life have no such record")
			.doesNotContain("released record");
		forLife.create(new LockRecord("", 1, Instant.EPOCH, Instant.EPOCH, 0, null), Duration.ZERO);
		await(election::isLeader);
		await(() -> election.status().problems().isEmpty());
	}

	@Test
	void aForeignDurationEndsTheTerm() {
		elect(this.hooked, Duration.ofSeconds(5), blockingOn(open(), open()));
		await(() -> this.events.contains("granted"));
		LockRecord mine = this.hooked.read(Duration.ZERO).record();
		this.hooked.moveTo(new LockRecord(mine.holder(), 1, mine.acquireTime(), mine.renewTime(), 0, mine.instance()));
		await(() -> this.events.contains("revoked"));
	}

	@Test
	void changesOutsideTheRecordDoNotProlongADeadLeadersLease() {
		this.hooked.create(ElectionLockContract.record("dead", 0, 60), Duration.ZERO);
		LeaderElection election = candidate(this.hooked, Duration.ofSeconds(5), blockingOn(open(), open()));
		throughout(Duration.ofSeconds(50), () -> {
			this.hooked.touch();
			return !election.isLeader();
		});
		fastForward(Duration.ofSeconds(10));
		this.hooked.touch();
		await(election::isLeader);
	}

	@Test
	void transitionsSaturate() {
		this.hooked.create(new LockRecord("", 1, Instant.EPOCH, Instant.EPOCH, Integer.MAX_VALUE, null), Duration.ZERO);
		elect(this.hooked, Duration.ofSeconds(5), blockingOn(open(), open()));
		assertThat(this.hooked.read(Duration.ZERO).record().transitions()).isEqualTo(Integer.MAX_VALUE);
	}

	@Test
	void negativeTransitionsCountFromZero() {
		this.hooked.create(new LockRecord("", 1, Instant.EPOCH, Instant.EPOCH, -5, null), Duration.ZERO);
		elect(this.hooked, Duration.ofSeconds(5), blockingOn(open(), open()));
		assertThat(this.hooked.read(Duration.ZERO).record().transitions()).isEqualTo(1);
	}

	@Test
	void aRetryAfterOfDaysCountsForAtMostALease() {
		AtomicInteger reads = new AtomicInteger();
		AtomicInteger claims = new AtomicInteger();
		this.hooked.beforeRead = () -> {
			if (reads.getAndIncrement() == 0) {
				throw new LockException(Kind.FAILED, "429 (simulated by this test)", null,
						Duration.ofSeconds(Long.MAX_VALUE));
			}
		};
		this.hooked.hook = (record, write) -> {
			if (claims.getAndIncrement() == 0) {
				throw new LockException(Kind.FAILED, "429 (simulated by this test)", null,
						Duration.ofDays(365_000_000));
			}
			return write.get();
		};
		LeaderElection election = candidate(this.hooked, Duration.ofSeconds(5), blockingOn(open(), open()));
		await(() -> election.status().problem() != null);
		letALeasePass(election);
		await(() -> claims.get() == 1);
		letALeasePass(election);
		await(election::isLeader);
	}

	private void letALeasePass(LeaderElection election) {
		this.skippedNanos.addAndGet(TIMINGS.leaseDuration().plusSeconds(1).toNanos());
		election.yieldLeadership(Duration.ZERO);
	}

	@Test
	void aLeaderThatIsAskedToWaitForAnHourStillRenewsInTime() {
		AtomicInteger renewals = new AtomicInteger();
		LeaderElection election = elect(this.hooked, Duration.ofSeconds(5), blockingOn(open(), open()));
		this.hooked.hook = (record, write) -> {
			if (renewals.getAndIncrement() == 0) {
				throw new LockException(Kind.FAILED, "429 (simulated by this test)", null, Duration.ofHours(1));
			}
			return write.get();
		};
		await(() -> renewals.get() >= 3);
		assertThat(election.isLeader()).isTrue();
		assertThat(this.events).doesNotContain("revoked");
	}

	/**
	 * The leader attempts one more renewal in time, but that renewal is also refused.
	 */
	@Test
	void aRetryAfterThatOutlastsTheTermIsHonoredAfterIt() {
		ElectionTimings timings = new ElectionTimings(Duration.ofMinutes(10), Duration.ofMinutes(5),
				Duration.ofMillis(100));
		AtomicInteger renewals = new AtomicInteger();
		AtomicInteger claims = new AtomicInteger();
		AtomicBoolean refusing = new AtomicBoolean(true);
		LeaderElection election = candidate(timings, this.hooked);
		await(() -> this.events.contains("granted"));
		this.hooked.hook = (record, write) -> {
			(election.isLeader() ? renewals : claims).incrementAndGet();
			if (refusing.get()) {
				throw new LockException(Kind.FAILED, "429 (simulated by this test)", null, Duration.ofHours(1));
			}
			return write.get();
		};
		skip(Duration.ofSeconds(151));
		await(() -> String.valueOf(election.status().problem()).contains("429"));
		skip(Duration.ofSeconds(150));
		await(() -> this.events.contains("revoked"));
		assertThat(renewals).hasPositiveValue();
		throughout(Duration.ofMinutes(4), () -> claims.get() == 0);
		refusing.set(false);
		skip(timings.leaseDuration());
		await(election::isLeader);
	}

	@Test
	void aLeaseOf68YearsThatOutlivesItsLockIsReported(CapturedOutput output) {
		this.hooked.create(ElectionLockContract.record("gone", 0, Integer.MAX_VALUE), Duration.ZERO);
		LeaderElection election = candidate(this.hooked, Duration.ofSeconds(5), blockingOn(open(), open()));
		await(() -> election.status().problem() != null);
		assertThat(election.status().problem()).contains("is held by 'gone'", "2147483647 s", "released record");
		this.hooked.delete();
		await(() -> String.valueOf(election.status().problem()).contains("was deleted while it was held by 'gone'"));
		await(() -> output.toString().contains("was deleted while it was held by 'gone'"));
		assertThat(election.isLeader()).isFalse();
		this.hooked.create(new LockRecord("", 1, Instant.EPOCH, Instant.EPOCH, 0, null), Duration.ZERO);
		await(election::isLeader);
		await(() -> election.status().problems().isEmpty());
	}

	@Test
	void aProcessPausedPastItsLeaseIsNotReportedAsSlow(CapturedOutput output) {
		// Elections of other tests may log at the same time.
		String name = "paused-" + UUID.randomUUID();
		candidate(name, this.hooked, Duration.ofSeconds(30), blockingOn(open(), open()));
		await(() -> this.events.contains("granted"));
		this.skippedNanos.addAndGet(TIMINGS.leaseDuration().plusSeconds(1).toNanos());
		await(() -> this.events.contains("revoked"));
		await(() -> output.toString().contains("Election '" + name + "': leading as 'me' with fencing token 2"));
		assertThat(output).doesNotContain("Election '" + name + "': The previous term has not ended in time");
	}

}
