package io.leader.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import io.leader.election.ElectionStatistics.RenewalOutcome;
import io.leader.election.LeaderElection;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockRecord;
import io.leader.lock.test.ElectionLockContract;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for an error, such as running out of memory, that occurs between a change of
 * state and the consequences of the change (rule 10).
 */
class MomentaryErrorTests extends MomentaryErrorTest {

	@Test
	void anErrorAsATermBeginsLeavesNoTermWithoutAGrant() {
		ClockWatch real = this.threads.runtime(this.movableClock).clockWatch();
		this.errors.set(1);
		LeaderElection election = candidate(runtime(this.threads.runtime(this.movableClock).listeners(), (check) -> {
			fail();
			return real.watch(check);
		}), LONG, this.hooked);
		await(() -> this.events.contains("granted"));
		assertThat(this.errors).hasValue(0);
		assertThat(election.isLeader()).isTrue();
	}

	/**
	 * Querying a property of the lock fails while the term ends.
	 */
	@Test
	void anErrorAsATermEndsLosesNoRevocation() {
		AtomicBoolean authority = new AtomicBoolean(true);
		HookedLock strange = new HookedLock() {

			@Override
			public boolean isHeldForLife() {
				if (!authority.get()) {
					fail();
				}
				return false;
			}

		};
		LeaderElection election = candidate(LONG, strange);
		await(() -> this.events.contains("granted"));
		this.errors.set(1);
		authority.set(false);
		election.yieldLeadership();
		await(() -> this.events.size() == 3);
		assertThat(this.errors).hasValue(0);
		assertThat(this.events).containsExactly("granted", "revoked", "granted");
	}

	@Test
	void anErrorAsTheClockAlarmFiresDoesNotDisableIt() {
		ElectionTimings slow = new ElectionTimings(Duration.ofMinutes(30), Duration.ofMinutes(20),
				Duration.ofMinutes(5));
		candidate(runtime(new FailingThread(ClockAlarm.class)), slow, this.hooked);
		await(() -> this.events.contains("granted"));
		this.errors.set(1);
		// No timer is due, so only the alarm can detect that the authority has expired.
		this.skippedMillis.set(slow.renewDeadline().toMillis() + 1000);
		await(() -> this.events.contains("revoked"));
		// On a slow machine, a step that was still in progress may have detected the
		// expiry while the alarm was about to be raised.
		await(() -> this.errors.get() == 0);
	}

	/**
	 * Two renewals cannot be sent. If they counted as in progress, no other write could
	 * be sent, since at most two may be in progress.
	 */
	@Test
	void anErrorAsRenewalsAreSentDoesNotCountThemAsInProgress() {
		LeaderElection election = candidate(runtime(new FailingThread(LockAccess.class)), LONG, this.hooked);
		await(() -> this.events.contains("granted"));
		this.errors.set(2);
		skip(LONG.renewDeadline().dividedBy(2));
		await(() -> this.errors.get() == 0);
		await(() -> election.statistics().renewals(RenewalOutcome.SUCCEEDED) == 1);
		assertThat(this.events).containsExactly("granted");
	}

	@Test
	void anErrorAsARefusedReleaseIsProcessedDoesNotEndTheRetries() {
		LockException refusal = new LockException(Kind.FAILED, "503 (simulated by this test)", null) {

			@Override
			public String getMessage() {
				fail();
				return super.getMessage();
			}

		};
		AtomicBoolean refused = new AtomicBoolean();
		LeaderElection election = candidate(LONG, this.hooked);
		await(() -> this.events.contains("granted"));
		this.hooked.hook = (record, write) -> {
			if (record.isFree() && refused.compareAndSet(false, true)) {
				this.errors.set(1);
				throw refusal;
			}
			return write.get();
		};
		election.yieldLeadership();
		await(() -> this.hooked.history().stream().anyMatch(LockRecord::isFree));
		assertThat(this.errors).hasValue(0);
		await(() -> this.events.size() == 3);
		assertThat(this.events).containsExactly("granted", "revoked", "granted");
	}

	/**
	 * A candidate that cannot acquire the second of its two locks gives up the first
	 * after one lease duration. The first lock needs no renewals, so the test can skip
	 * the whole lease duration.
	 */
	@Test
	void anErrorAsTheSecondLockIsCheckedDoesNotEndTheChecks() {
		UnexpiringLock first = new UnexpiringLock();
		HookedLock denied = new HookedLock();
		denied.hook = (record, write) -> {
			throw new LockException(Kind.DENIED, "403 (simulated by this test)", null);
		};
		ElectionClock clock = new ElectionClock() {

			@Override
			public long nanoTime() {
				if (callers().containsAll(List.of(PairedElection.class, EngineThread.class))) {
					fail();
				}
				return MomentaryErrorTests.this.movableClock.nanoTime();
			}

			@Override
			public long currentTimeMillis() {
				return MomentaryErrorTests.this.movableClock.currentTimeMillis();
			}

		};
		this.errors.set(1);
		this.engine = new ElectionEngine(this.threads.runtime(clock));
		this.engine.addMigrating(settings(), first, denied);
		this.engine.start();
		await(() -> !first.history().isEmpty());
		await(() -> this.errors.get() == 0);
		skip(LONG.leaseDuration());
		await(() -> first.history().stream().anyMatch(LockRecord::isFree));
	}

	/**
	 * For a moment, no thread is available to report that the election has ended.
	 */
	@Test
	void anErrorAsAnElectionIsRemovedDoesNotBlockItsNameForever() throws Exception {
		ElectionRuntime real = this.threads.runtime(this.movableClock);
		this.engine = new ElectionEngine(runtime((task) -> {
			fail();
			real.listeners().execute(task);
		}, real.clockWatch()));
		this.hooked.create(ElectionLockContract.record("other", 0, 60), Duration.ZERO);
		// Removing a follower causes no event for its listeners.
		LeaderElection election = this.engine.add(settings(), this.hooked);
		this.engine.start();
		await(() -> "other".equals(election.status().leader()));
		this.errors.set(1);
		CompletableFuture<Void> removed = this.engine.remove("orders", () -> this.events.add("ended"));
		removed.get(5, TimeUnit.SECONDS);
		assertThat(this.errors).hasValue(0);
		assertThat(this.events).containsExactly("ended");
		LeaderElection next = this.engine.add(settings(), this.hooked);
		this.engine.start();
		await(() -> "other".equals(next.status().leader()));
		this.engine.stop().get(5, TimeUnit.SECONDS);
	}

}
