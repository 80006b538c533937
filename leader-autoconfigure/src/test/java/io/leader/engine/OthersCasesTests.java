package io.leader.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionStatus;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockSnapshot;
import io.leader.lock.test.ElectionLockContract;
import io.leader.support.WaitingTest;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Test cases from client-go, fabric8, and Spring Integration that apply to any leader
 * election.
 */
@WaitingTest
class OthersCasesTests extends OneCandidateTest {

	private final HookedLock hooked = new HookedLock();

	/** client-go: ReleaseRetriesOnConflict. */
	@Test
	void aReleaseIsRetriedOnConflict() throws Exception {
		elect(this.hooked, Duration.ofSeconds(30), blockingOn(open(), open()));
		AtomicBoolean touched = new AtomicBoolean();
		this.hooked.hook = (record, write) -> {
			if (record.isFree() && touched.compareAndSet(false, true)) {
				this.hooked.touch();
			}
			return write.get();
		};
		this.engine.stop().get();
		assertThat(touched).isTrue();
		assertThat(this.hooked.isReleased()).isTrue();
	}

	/** client-go: a release while an update is being canceled. */
	@Test
	void aReleaseDoesNotWaitForAHangingUpdate() throws Exception {
		CountDownLatch hanging = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		this.hooked.hook = (record, write) -> {
			if (!record.isFree() && !this.hooked.history().isEmpty()) {
				hanging.countDown();
				waitFor(end);
				throw new LockException(Kind.FAILED, "canceled (simulated by this test)", null);
			}
			return write.get();
		};
		elect(this.hooked, Duration.ofSeconds(30), blockingOn(open(), open()));
		hanging.await();
		this.engine.stop().get();
		assertThat(this.hooked.isReleased()).isTrue();
		end.countDown();
	}

	/** client-go: a release while a read is being canceled. */
	@Test
	void aReleaseDoesNotWaitForAHangingRead() throws Exception {
		LeaderElection election = elect(this.hooked, Duration.ofSeconds(30), blockingOn(open(), open()));
		CountDownLatch reading = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		this.hooked.beforeRead = () -> {
			reading.countDown();
			waitFor(end);
		};
		AtomicBoolean refused = new AtomicBoolean();
		this.hooked.hook = (record, write) -> {
			if (!record.isFree() && refused.compareAndSet(false, true)) {
				// Makes the leader read.
				throw new LockException(Kind.CONFLICT, "409 (simulated by this test)", null);
			}
			return write.get();
		};
		reading.await();
		assertThat(election.isLeader()).isTrue();
		this.engine.stop().get();
		end.countDown();
		await(this.hooked::isReleased);
	}

	/** client-go: the status is queried while the elector changes it. */
	@Test
	void theStatusIsConsistentWheneverItIsQueried() throws Exception {
		LeaderElection election = elect(this.hooked, Duration.ofSeconds(30), blockingOn(open(), open()));
		AtomicBoolean done = new AtomicBoolean();
		List<String> torn = new ArrayList<>();
		CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
			while (!done.get()) {
				LeaderElectionStatus status = election.status();
				boolean whole = status.leading() == (status.fencingToken() != null)
						&& (!status.leading() || "me".equals(status.leader()))
						&& status.leading() == !status.authorityRemaining().isOver();
				if (!whole) {
					torn.add(status.toString());
				}
			}
		});
		for (int i = 0; i < 20; i++) {
			this.engine.stop().get();
			this.engine.start();
			await(election::isLeader);
		}
		done.set(true);
		reader.get();
		assertThat(torn).isEmpty();
	}

	/** fabric8: a release that is refused with 409 reports exactly one stop. */
	@Test
	void aRefusedReleaseReportsOneStop() throws Exception {
		elect(this.hooked, Duration.ofMillis(300), blockingOn(open(), open()));
		await(() -> this.events.contains("granted"));
		this.hooked.hook = (record, write) -> {
			throw new LockException(Kind.CONFLICT, "409 (simulated by this test)", null);
		};
		this.engine.stop().get();
		this.engine.stop().get();
		assertThat(this.events).containsExactly("granted", "revoked");
	}

	/**
	 * fabric8: there are never two leaders when a candidate restarts after a conflict.
	 */
	@Test
	void aCandidateThatRestartsAfterAConflictWaitsForTheWinner() throws Exception {
		LeaderElection election = elect(this.hooked, Duration.ofSeconds(30), blockingOn(open(), open()));
		this.hooked.moveTo(ElectionLockContract.record("other", 3));
		await(() -> !election.isLeader());
		this.engine.stop().get();
		this.engine.start();
		await(() -> "other".equals(election.status().leader()));
		assertThat(election.isLeader()).isFalse();
		assertThat(this.hooked.read(Duration.ZERO).record().holder()).isEqualTo("other");
	}

	/** Spring Integration: a graceful exit while a call to the lock is in progress. */
	@Test
	void aCandidateStopsWhileItsClaimIsInProgress() throws Exception {
		CountDownLatch claiming = new CountDownLatch(1);
		CountDownLatch response = new CountDownLatch(1);
		this.hooked.hook = (record, write) -> {
			LockSnapshot written = write.get();
			if (!record.isFree()) {
				claiming.countDown();
				waitFor(response);
			}
			return written;
		};
		LeaderElection election = candidate(this.hooked, Duration.ofSeconds(30), blockingOn(open(), open()));
		claiming.await();
		CompletableFuture<Void> stopped = this.engine.stop();
		response.countDown();
		stopped.get();
		assertThat(this.hooked.isReleased()).as("the claim succeeded, but nobody leads").isTrue();
		assertThat(this.events).isEmpty();
		assertThat(election.isLeader()).isFalse();
	}

	/** Spring Integration: the lock throws an exception on the first attempt. */
	@Test
	void anExceptionOnTheFirstAttemptOnlyCostsTime() {
		AtomicBoolean read = new AtomicBoolean();
		AtomicBoolean written = new AtomicBoolean();
		this.hooked.beforeRead = () -> {
			if (read.compareAndSet(false, true)) {
				throw new IllegalStateException("the first read fails (simulated by this test)");
			}
		};
		this.hooked.hook = (record, write) -> {
			if (written.compareAndSet(false, true)) {
				throw new IllegalStateException("the first claim fails (simulated by this test)");
			}
			return write.get();
		};
		elect(this.hooked, Duration.ofSeconds(30), blockingOn(open(), open()));
		assertThat(read).isTrue();
		assertThat(written).isTrue();
	}

}
