package io.leader.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.leader.election.LeaderElection;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.lock.test.ElectionLockContract;
import io.leader.support.WaitingTest;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a release that does not succeed on the first attempt (rule 12).
 */
@WaitingTest
class ReleaseTests extends OneCandidateTest {

	private final HookedLock hooked = new HookedLock();

	private final AtomicInteger releases = new AtomicInteger();

	/** What happens to the first attempt to release the lock. */
	enum Mishap {

		UNAVAILABLE {
			@Override
			LockSnapshot write(HookedLock lock, Supplier<LockSnapshot> write) {
				throw new LockException(Kind.FAILED, "503 (simulated by this test)", null);
			}
		},
		TOO_MANY_REQUESTS {
			@Override
			LockSnapshot write(HookedLock lock, Supplier<LockSnapshot> write) {
				throw new LockException(Kind.FAILED, "429 (simulated by this test)", null, Duration.ofDays(1));
			}
		},
		TOUCHED_BY_OTHERS {
			@Override
			LockSnapshot write(HookedLock lock, Supplier<LockSnapshot> write) {
				lock.touch();
				return write.get();
			}
		},
		RESPONSE_LOST {
			@Override
			LockSnapshot write(HookedLock lock, Supplier<LockSnapshot> write) {
				LockSnapshot released = write.get();
				throw new LockException(Kind.FAILED, "connection reset after " + released, null);
			}
		},
		NO_RESPONSE {
			@Override
			LockSnapshot write(HookedLock lock, Supplier<LockSnapshot> write) {
				waitFor(new CountDownLatch(1));
				return write.get();
			}
		};

		abstract LockSnapshot write(HookedLock lock, Supplier<LockSnapshot> write);

	}

	@ParameterizedTest
	@EnumSource
	void isRetriedWhileTheLockHoldsItsOwnRecord(Mishap mishap) throws Exception {
		LeaderElection election = elect(this.hooked, Duration.ofSeconds(30), blockingOn(open(), open()));
		await(() -> this.events.contains("granted"));
		this.hooked.hook = (record, write) -> (record.isFree() && this.releases.incrementAndGet() == 1)
				? mishap.write(this.hooked, write) : write.get();
		this.engine.stop().get();
		assertThat(this.hooked.isReleased()).isTrue();
		assertThat(this.releases).hasValue((mishap == Mishap.RESPONSE_LOST) ? 1 : 2);
		assertThat(this.events).containsExactly("granted", "revoked");
		assertThat(election.isLeader()).isFalse();
	}

	@Test
	void conflictsWithARenewalInProgressAndIsRetried() throws Exception {
		CountDownLatch renewing = new CountDownLatch(1);
		CountDownLatch stopped = new CountDownLatch(1);
		this.hooked.hook = (record, write) -> {
			if (!record.isFree() && this.hooked.history().size() == 1) {
				renewing.countDown();
				waitFor(stopped);
			}
			if (record.isFree() && this.releases.incrementAndGet() == 1) {
				// The renewal is applied just before the release, which is still based on
				// the earlier version.
				stopped.countDown();
				await(() -> this.hooked.history().size() == 2);
			}
			return write.get();
		};
		elect(this.hooked, Duration.ofSeconds(30), blockingOn(open(), open()));
		renewing.await();
		this.engine.stop().get();
		assertThat(this.hooked.isReleased()).isTrue();
		assertThat(this.releases.get()).isEqualTo(2);
	}

	@Test
	void neverReleasesARecordThatIsNotItsOwn() throws Exception {
		LockRecord other = ElectionLockContract.record("other", 7);
		elect(this.hooked, Duration.ofSeconds(30), blockingOn(open(), open()));
		this.hooked.hook = (record, write) -> {
			if (record.isFree()) {
				this.releases.incrementAndGet();
				this.hooked.moveTo(other);
			}
			return write.get();
		};
		this.engine.stop().get();
		assertThat(this.releases).hasValue(1);
		assertThat(this.hooked.read(Duration.ZERO).record()).isEqualTo(other);
	}

	@Test
	void isNotAttemptedAfterTheShutdownTimeout() throws Exception {
		elect(this.hooked, Duration.ofMillis(400), blockingOn(open(), open()));
		this.hooked.hook = (record, write) -> {
			if (record.isFree()) {
				this.releases.incrementAndGet();
				throw new LockException(Kind.FAILED, "503 (simulated by this test)", null);
			}
			return write.get();
		};
		this.engine.stop().get();
		int tried = this.releases.get();
		assertThat(tried).isBetween(1, 6);
		assertThat(this.hooked.isReleased()).isFalse();
	}

	@Test
	void followsARefusedRenewalAndListenersSeeOneRevocation() {
		LeaderElection election = elect(this.hooked, Duration.ofSeconds(30), blockingOn(open(), open()));
		AtomicBoolean refused = new AtomicBoolean();
		this.hooked.hook = (record, write) -> {
			if (refused.compareAndSet(false, true)) {
				throw new LockException(Kind.CONFLICT, "409 (simulated by this test)", null);
			}
			return write.get();
		};
		await(refused::get);
		assertThat(election.yieldLeadership(Duration.ofHours(1))).isTrue();
		await(this.hooked::isReleased);
		assertThat(this.events).isEqualTo(List.of("granted", "revoked"));
	}

}
