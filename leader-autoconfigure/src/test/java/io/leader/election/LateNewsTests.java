package io.leader.election;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.leader.election.ElectionStatistics.RenewalOutcome;
import io.leader.election.LockException.Kind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * News of the lock that arrives late, or after a time without any.
 */
class LateNewsTests extends OneCandidateTest {

	/** Patient enough for nobody to confuse a backoff with a retry period. */
	private static final ElectionTimings LONG = new ElectionTimings(Duration.ofMinutes(10), Duration.ofMinutes(5),
			Duration.ofMillis(100));

	private LeaderElection candidate(ElectionTimings timings, ElectionLock used) {
		ElectionClock clock = new ElectionClock() {

			@Override
			public long nanoTime() {
				return System.nanoTime() + LateNewsTests.this.skippedNanos.get();
			}

			@Override
			public long currentTimeMillis() {
				return System.currentTimeMillis();
			}

		};
		this.engine = new ElectionEngine(this.threads.runtime(clock));
		LeaderElection election = this.engine.add(new ElectionSettings("orders", "me", InstanceMark.ofThisStart(null),
				timings, true, Duration.ofSeconds(5), Duration.ZERO, false), used);
		election.addListener(blockingOn(open(), open()));
		this.engine.start();
		return election;
	}

	private void skip(Duration span) {
		this.skippedNanos.addAndGet(span.toNanos());
		// The engine looks again.
		this.engine.start();
	}

	/**
	 * Between the look that a claim is based on and the claim, another candidate takes
	 * the lock and somebody deletes it: both claims are acknowledged. The watch shows the
	 * other one only after the answer to the claim has come.
	 */
	@Test
	void aHolderThatTheWatchShowsAfterTheClaimWasAcknowledgedIsWaitedOut() {
		AtomicBoolean claimed = new AtomicBoolean();
		List<Runnable> late = new ArrayList<>();
		AtomicBoolean open = new AtomicBoolean();
		InMemoryLock slow = new InMemoryLock() {

			@Override
			public synchronized LockSnapshot create(LockRecord record, Duration timeout) {
				if (claimed.compareAndSet(false, true)) {
					super.create(ElectionLockContract.record("other", 0, 60), timeout);
					delete();
				}
				return super.create(record, timeout);
			}

			@Override
			public LockWatch watch(LockSnapshot from, LockWatcher watcher, Duration timeout) {
				return super.watch(from, new LockWatcher() {

					@Override
					public void changed(LockSnapshot snapshot) {
						if (open.get()) {
							watcher.changed(snapshot);
						}
						else {
							late.add(() -> watcher.changed(snapshot));
						}
					}

					@Override
					public void closed(LockException cause) {
						watcher.closed(cause);
					}

				}, timeout);
			}

		};
		LeaderElection election = candidate(LONG, slow);
		await(() -> this.events.contains("granted"));
		assertThat(late).hasSize(3);
		open.set(true);
		late.forEach(Runnable::run);
		await(() -> this.events.contains("revoked"));
		skip(Duration.ofSeconds(50));
		Awaitility.await().during(Duration.ofMillis(300)).until(() -> !election.isLeader());
		skip(Duration.ofSeconds(11));
		await(election::isLeader);
		assertThat(this.events).startsWith("granted", "revoked").doesNotContainSequence("revoked", "revoked");
	}

	/**
	 * While claims fail, the pauses between them grow. News of the lock says that the
	 * other side can be reached again.
	 */
	@Test
	void newsOfTheLockEndsALongPauseAfterClaimsThatFailed() {
		AtomicBoolean broken = new AtomicBoolean(true);
		AtomicInteger claims = new AtomicInteger();
		HookedLock hooked = new HookedLock();
		hooked.hook = (record, write) -> {
			if (record.holder().equals("me")) {
				int claim = claims.incrementAndGet();
				if (broken.get()) {
					throw new LockException(Kind.FAILED, "claim " + claim + " fails, says this test", null);
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
	 * A renewal meets with a change around the record, and the watch shows that change
	 * before the refusal arrives.
	 */
	@Test
	void aRenewalThatLostToATouchIsTriedAgainSoonAlsoIfTheTouchWasSeenFirst() {
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
