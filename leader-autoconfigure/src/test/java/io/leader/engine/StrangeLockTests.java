package io.leader.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.lock.InMemoryLock;
import io.leader.lock.InstanceMark;
import io.leader.lock.LockException;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.lock.test.ElectionLockContract;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a candidate whose lock is slow, is faulty, or contains a record of an earlier
 * run.
 */
class StrangeLockTests extends OneCandidateTest {

	@Test
	void aClaimAcknowledgedAfterAnotherHolderWasSeenBeginsNoTerm() throws Exception {
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
				StrangeLockTests.this.events.add("granted " + fencingToken);
			}

			@Override
			public void onOtherLeader(LeaderElection source, String leader) {
				StrangeLockTests.this.events.add("sees " + leader);
				othersSeen.countDown();
			}

		});
		await(() -> this.events.contains("sees other"));
		throughout(Duration.ofMillis(300), () -> !election.isLeader());
		assertThat(this.events).containsExactly("sees other");
	}

	@Test
	void aRecordOfAnEarlierStartIsTakenOverAtOnceButNotOneWrittenLater() throws Exception {
		InstanceMark mark = InstanceMark.ofThisStart("uid-1");
		LockRecord former = new LockRecord("me", 60, Instant.EPOCH, Instant.EPOCH, 3, "uid-1/before");
		LockSnapshot left = this.lock.create(former, Duration.ZERO);
		this.engine = new ElectionEngine(runtime());
		LeaderElection election = this.engine.add(ElectionSettings.named("orders")
			.identity("me")
			.mark(mark)
			.timings(TIMINGS)
			.shutdownTimeout(Duration.ofSeconds(1))
			.build(), this.lock);
		this.engine.start();
		await(election::isLeader);
		assertThat(this.lock.read(Duration.ZERO).version()).isGreaterThan(left.version());
		// Another process in the same Pod acquires the lock. Its record is newer than the
		// one that this candidate observed first, so it does not count as a record of an
		// earlier run.
		this.lock.replace(this.lock.read(Duration.ZERO), former, Duration.ZERO);
		await(() -> !election.isLeader());
		throughout(Duration.ofMillis(300), () -> !election.isLeader());
		assertThat(this.lock.read(Duration.ZERO).record()).isEqualTo(former);
	}

	@Test
	void noProblemIsReportedOnceAnotherCandidateLeads() {
		InMemoryLock readOnly = new InMemoryLock() {

			@Override
			public LockSnapshot create(LockRecord record, Duration timeout) {
				if (record.holder().equals("me")) {
					throw new LockException(LockException.Kind.DENIED, "not allowed (simulated by this test)", null);
				}
				return super.create(record, timeout);
			}

		};
		LeaderElection election = candidate(readOnly, Duration.ofSeconds(1), blockingOn(open(), open()));
		await(() -> "not allowed (simulated by this test)".equals(election.status().problem()));
		readOnly.create(ElectionLockContract.record("other", 0), Duration.ZERO);
		await(() -> election.status().problem() == null);
		assertThat(election.status().leader()).isEqualTo("other");
	}

	@Test
	void aLockThatHangsOrFailsEndsNothingButTheAuthority() {
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
