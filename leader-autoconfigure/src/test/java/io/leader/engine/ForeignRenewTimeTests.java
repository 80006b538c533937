package io.leader.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.leader.election.LeaderElection;
import io.leader.lock.InstanceMark;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a leader whose record contains a renew time that it did not write, because
 * the lock was edited or because a copy of its process also leads.
 */
@ExtendWith(OutputCaptureExtension.class)
class ForeignRenewTimeTests extends OneCandidateTest {

	private static final ElectionTimings LONG = new ElectionTimings(Duration.ofMinutes(3), Duration.ofMinutes(2),
			Duration.ofMillis(100));

	private static final Instant FOREIGN = Instant.parse("2001-01-01T00:00:00Z");

	private final HookedLock hooked = new HookedLock();

	private LockRecord present() {
		return this.hooked.read(Duration.ZERO).record();
	}

	private void writeRenewTime(Instant foreign) {
		LockRecord present = present();
		this.hooked.moveTo(new LockRecord(present.holder(), present.leaseDurationSeconds(), present.acquireTime(),
				foreign, present.transitions(), present.instance()));
	}

	private void awaitOverwritten(Instant foreign) {
		await(() -> !foreign.equals(present().renewTime()));
	}

	private void writeAndAwaitRenewal(LeaderElection election) {
		writeRenewTime(FOREIGN);
		awaitOverwritten(FOREIGN);
		await(() -> !FOREIGN.equals(election.status().lastRenewal()));
	}

	@Test
	void aForeignRenewTimeIsOverwrittenAndTheTermContinues() {
		LeaderElection election = elect(this.hooked, Duration.ofSeconds(5), blockingOn(open(), open()));
		await(() -> this.events.contains("granted"));
		long token = election.fencingToken().orElseThrow();
		writeRenewTime(FOREIGN);
		awaitOverwritten(FOREIGN);
		assertThat(election.fencingToken()).hasValue(token);
		assertThat(this.events).containsExactly("granted");
	}

	/**
	 * A copy of this process may have written the foreign renew time, in which case the
	 * record belongs to the copy.
	 */
	@Test
	void aRecordWithAForeignRenewTimeIsNotReleased() throws Exception {
		this.engine = new ElectionEngine(this.threads.runtime(ElectionClock.system()));
		LeaderElection election = this.engine.add(ElectionSettings.named("orders")
			.identity("me")
			.timings(new ElectionTimings(Duration.ofMinutes(6), Duration.ofMinutes(5), Duration.ofMinutes(2)))
			.shutdownTimeout(Duration.ofMillis(200))
			.build(), this.hooked);
		this.engine.start();
		await(election::isLeader);
		writeRenewTime(FOREIGN);
		await(() -> FOREIGN.equals(election.status().lastRenewal()));
		this.engine.stop().get();
		assertThat(this.hooked.isReleased()).isFalse();
	}

	/**
	 * A mark is stored as a system property of this JVM for as long as it is needed.
	 */
	@Test
	void foreignRenewTimesLeaveNoMarksBehind() {
		AtomicBoolean refusing = new AtomicBoolean();
		AtomicInteger drawn = new AtomicInteger();
		this.hooked.hook = (record, write) -> {
			if (refusing.get()) {
				throw new LockException(Kind.FAILED, "503 (simulated by this test)", null);
			}
			return write.get();
		};
		this.engine = new ElectionEngine(runtime());
		LeaderElection election = this.engine.add(ElectionSettings.named("orders").identity("me").mark(() -> {
			drawn.incrementAndGet();
			return InstanceMark.ofThisStart("uid-of-marks");
		})
			.timings(new ElectionTimings(Duration.ofMinutes(3), Duration.ofMinutes(2), Duration.ofMillis(20)))
			.shutdownTimeout(Duration.ofSeconds(1))
			.build(), this.hooked);
		this.engine.start();
		await(election::isLeader);
		for (int i = 0; i < 5; i++) {
			writeRenewTime(Instant.ofEpochSecond(i));
			awaitOverwritten(Instant.ofEpochSecond(i));
			await(() -> marks() == 1);
		}
		int before = drawn.get();
		refusing.set(true);
		for (int i = 0; i < 5; i++) {
			writeRenewTime(Instant.ofEpochSecond(i));
		}
		await(() -> drawn.get() > before);
		throughout(Duration.ofMillis(200), () -> drawn.get() == before + 1);
		refusing.set(false);
		await(() -> marks() == 1);
		assertThat(election.isLeader()).isTrue();
		this.engine.stop().join();
		assertThat(marks()).isZero();
	}

	private static long marks() {
		return System.getProperties().values().stream().filter("uid-of-marks"::equals).count();
	}

	/**
	 * Simulates a copy of the process that was made after the mark had been written and
	 * the response had been lost.
	 */
	@Test
	void aMarkSeenInTheLockIsNotReused() {
		AtomicInteger writes = new AtomicInteger();
		AtomicBoolean refusing = new AtomicBoolean();
		LeaderElection election = candidate(LONG, this.hooked);
		await(election::isLeader);
		String first = present().instance();
		this.hooked.hook = (record, write) -> {
			if (refusing.get()) {
				throw new LockException(Kind.FAILED, "503 (simulated by this test)", null);
			}
			if (writes.incrementAndGet() == 1) {
				refusing.set(true);
				LockSnapshot written = write.get();
				throw new LockException(Kind.FAILED, "connection reset after " + written, null);
			}
			return write.get();
		};
		writeRenewTime(FOREIGN);
		await(refusing::get);
		awaitOverwritten(FOREIGN);
		LockRecord second = present();
		assertThat(second.instance()).isNotEqualTo(first);
		await(() -> second.renewTime().equals(election.status().lastRenewal()));
		Instant copys = FOREIGN.plusSeconds(1);
		writeRenewTime(copys);
		await(() -> copys.equals(election.status().lastRenewal()));
		refusing.set(false);
		awaitOverwritten(copys);
		assertThat(present().instance()).isNotEqualTo(first).isNotEqualTo(second.instance());
		assertThat(election.isLeader()).isTrue();
	}

	@Test
	void aCandidateDoesNotWaitOutAnOverwrittenTimeAfterARelease() {
		LeaderElection election = candidate(LONG, this.hooked);
		await(() -> this.events.contains("granted"));
		writeAndAwaitRenewal(election);
		election.yieldLeadership();
		await(() -> this.events.size() == 3);
		assertThat(this.events).containsExactly("granted", "revoked", "granted");
		assertThat(this.hooked.history()).anyMatch(LockRecord::isFree);
	}

	/**
	 * The wait begins when the foreign renew time is observed: if a copy of this process
	 * wrote that time, the copy leads for at most one lease duration afterward.
	 */
	@Test
	void aCandidateWaitsOutAnOverwrittenTimeForAtMostALeaseAfterAnExpiry() {
		LeaderElection election = candidate(LONG, this.hooked);
		await(() -> this.events.contains("granted"));
		writeAndAwaitRenewal(election);
		skip(LONG.renewDeadline().plusSeconds(1));
		await(() -> this.events.contains("revoked"));
		skip(LONG.leaseDuration().minus(LONG.renewDeadline()));
		await(() -> this.events.size() == 3);
		assertThat(this.events).containsExactly("granted", "revoked", "granted");
	}

	@Test
	void theLogDoesNotSayThatAnotherProcessHoldsTheLock(CapturedOutput output) {
		LeaderElection election = candidate(LONG, this.hooked);
		await(election::isLeader);
		writeRenewTime(FOREIGN);
		await(() -> output.toString().contains("another process changed the renew time of the lock"));
		awaitOverwritten(FOREIGN);
		election.yieldLeadership();
		// Log messages are written in order.
		await(() -> output.toString().contains("no longer leading"));
		assertThat(output).doesNotContain("holds the lock", "did not write");
	}

}
