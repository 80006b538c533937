package io.leader.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.leader.election.ElectionStatistics.RenewalOutcome;
import io.leader.election.LeaderElection;
import io.leader.lock.InMemoryLock;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.lock.LockWatch;
import io.leader.lock.LockWatcher;
import io.leader.lock.test.ElectionLockContract;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for watch events that arrive late or after a long silence.
 */
class LateNewsTests extends OneCandidateTest {

	/** Timings with which a backoff can become much longer than the retry period. */
	private static final ElectionTimings LONG = new ElectionTimings(Duration.ofMinutes(10), Duration.ofMinutes(5),
			Duration.ofMillis(100));

	/**
	 * A lock that delays the first claim. Before that claim is written, another candidate
	 * acquires the lock, and the lock is deleted, so both claims succeed. If
	 * {@code releasedInGap} is set, the other candidate releases the lock before the
	 * deletion. The watches report no changes until {@link #show} is called.
	 */
	private static final class GapLock extends InMemoryLock {

		private final AtomicBoolean claimed = new AtomicBoolean();

		private final CountDownLatch watched = new CountDownLatch(1);

		private final List<LockWatcher> watchers = new CopyOnWriteArrayList<>();

		private final List<LockSnapshot> late = new CopyOnWriteArrayList<>();

		private volatile boolean open;

		private final boolean releasedInGap;

		GapLock(boolean releasedInGap) {
			this.releasedInGap = releasedInGap;
		}

		@Override
		public LockSnapshot create(LockRecord record, Duration timeout) {
			if (this.claimed.compareAndSet(false, true)) {
				waitFor(this.watched);
				LockSnapshot others = super.create(ElectionLockContract.record("other", 0, 60), timeout);
				if (this.releasedInGap) {
					super.replace(others, others.record().releasedAt(Instant.now()), timeout);
				}
				delete();
			}
			return super.create(record, timeout);
		}

		@Override
		public LockWatch watch(LockSnapshot from, LockWatcher watcher, Duration timeout) {
			this.watchers.add(watcher);
			LockWatch watch = super.watch(from, new LockWatcher() {

				@Override
				public void changed(LockSnapshot snapshot) {
					if (GapLock.this.open) {
						watcher.changed(snapshot);
					}
					else {
						GapLock.this.late.add(snapshot);
					}
				}

				@Override
				public void closed(LockException cause) {
					watcher.closed(cause);
				}

			}, timeout);
			this.watched.countDown();
			return watch;
		}

		/**
		 * Returns the snapshots that the watches have withheld.
		 */
		List<LockSnapshot> late() {
			return List.copyOf(this.late);
		}

		/**
		 * Makes the first watch deliver the given snapshots, and makes all watches
		 * deliver later changes.
		 */
		void show(List<LockSnapshot> news) {
			this.open = true;
			news.forEach(this.watchers.get(0)::changed);
		}

	}

	private final GapLock gap = new GapLock(false);

	@Test
	void aHolderThatTheWatchShowsAfterTheAcknowledgedClaimIsWaitedOut() {
		LeaderElection election = candidate(LONG, this.gap);
		await(() -> this.events.contains("granted"));
		assertThat(this.gap.late()).hasSize(3);
		this.gap.show(this.gap.late());
		await(() -> this.events.contains("revoked"));
		throughout(Duration.ofSeconds(50), () -> !election.isLeader());
		skip(Duration.ofSeconds(11));
		await(election::isLeader);
		assertThat(this.events).startsWith("granted", "revoked").doesNotContainSequence("revoked", "revoked");
	}

	/**
	 * The record is unchanged, so the read after the conflicting renewal does not reveal
	 * what happened before the claim.
	 */
	@Test
	void anUnrelatedChangeDoesNotMakeALeaderForgetTheGap() {
		LeaderElection election = candidate(LONG, this.gap);
		await(() -> this.events.contains("granted"));
		List<LockSnapshot> late = this.gap.late();
		LockSnapshot mine = this.gap.read(Duration.ZERO);
		this.gap.replace(mine, mine.record(), Duration.ZERO);
		skip(LONG.renewDeadline().dividedBy(2).plusSeconds(1));
		await(() -> election.statistics().renewals(RenewalOutcome.CONFLICT) == 1);
		await(() -> election.statistics().renewals(RenewalOutcome.SUCCEEDED) == 1);
		assertThat(this.events).containsExactly("granted");
		this.gap.show(late);
		await(() -> this.events.contains("revoked"));
	}

	@Test
	void aHolderShownAgainAfterItWasWaitedOutEndsNoLaterTerm() {
		LeaderElection election = candidate(LONG, this.gap);
		await(() -> this.events.contains("granted"));
		List<LockSnapshot> late = this.gap.late();
		this.gap.show(late);
		await(() -> this.events.contains("revoked"));
		skip(Duration.ofSeconds(61));
		await(() -> this.events.size() == 3);
		this.gap.show(late);
		throughout(Duration.ofMillis(300), election::isLeader);
		assertThat(this.events).containsExactly("granted", "revoked", "granted");
	}

	/**
	 * The event that reports the holder ends the term, and the event that reports that it
	 * released the lock ends the wait. The test does not advance the clock.
	 */
	@Test
	void aHolderThatReleasedTheLockInTheGapIsNotWaitedOut() {
		GapLock released = new GapLock(true);
		LeaderElection election = candidate(LONG, released);
		await(() -> this.events.contains("granted"));
		assertThat(released.late()).hasSize(4);
		released.show(released.late());
		await(() -> this.events.size() == 3);
		assertThat(this.events).containsExactly("granted", "revoked", "granted");
		assertThat(election.isLeader()).isTrue();
	}

	/**
	 * The pauses between failed claims grow. A watch event indicates that the server is
	 * reachable again.
	 */
	@Test
	void aWatchEventEndsALongPauseAfterFailedClaims() {
		AtomicBoolean broken = new AtomicBoolean(true);
		AtomicInteger claims = new AtomicInteger();
		HookedLock hooked = new HookedLock();
		hooked.hook = (record, write) -> {
			if (record.holder().equals("me")) {
				int claim = claims.incrementAndGet();
				if (broken.get()) {
					throw new LockException(Kind.FAILED, "claim " + claim + " fails (simulated by this test)", null);
				}
			}
			return write.get();
		};
		LeaderElection election = candidate(LONG, hooked);
		for (int i = 1; i < 15; i++) {
			awaitFailure(i, election);
			skip(LONG.leaseDuration());
		}
		awaitFailure(15, election);
		broken.set(false);
		hooked.create(ElectionLockContract.record("other", 0, 60), Duration.ZERO);
		await(() -> "other".equals(election.status().leader()));
		hooked.replace(hooked.read(Duration.ZERO), new LockRecord("", 1, Instant.EPOCH, Instant.EPOCH, 0, null),
				Duration.ZERO);
		await(election::isLeader);
	}

	private static void awaitFailure(int claim, LeaderElection election) {
		await(() -> String.valueOf(election.status().problem()).contains("claim " + claim + " fails"));
	}

	/**
	 * A renewal conflicts with a change outside the record, and the watch delivers that
	 * change before the response to the renewal arrives.
	 */
	@Test
	void aRenewalRefusedForAnUnrelatedChangeIsRetriedSoonEvenIfTheChangeWasSeenFirst() {
		ElectionTimings timings = new ElectionTimings(Duration.ofMinutes(120), Duration.ofMinutes(61),
				Duration.ofMinutes(30));
		AtomicInteger renewals = new AtomicInteger();
		HookedLock hooked = new HookedLock();
		LeaderElection election = candidate(timings, hooked);
		await(() -> this.events.contains("granted"));
		hooked.hook = (record, write) -> {
			if (renewals.incrementAndGet() == 1) {
				hooked.touch();
			}
			return write.get();
		};
		skip(Duration.ofMinutes(31));
		await(() -> renewals.get() == 1);
		await(() -> election.statistics().renewals(RenewalOutcome.CONFLICT) == 1);
		skip(Duration.ofMinutes(4));
		await(() -> election.statistics().renewals(RenewalOutcome.SUCCEEDED) == 1);
		assertThat(this.events).containsExactly("granted");
	}

}
