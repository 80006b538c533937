package io.leader.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.lock.InstanceMark;
import io.leader.lock.LockException;
import io.leader.lock.LockRecord;
import io.leader.lock.test.ElectionLockContract;

import static io.leader.support.Await.await;
import static io.leader.support.Await.awaitAsserted;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that identities and marks are drawn when a candidate starts to campaign (rule
 * 13). Also tests when a candidate counts as started.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartTests extends OneCandidateTest {

	private ElectionSettings settings(AtomicInteger starts, String podUid) {
		return ElectionSettings.named("orders")
			.identity(() -> "me-" + starts.incrementAndGet())
			.mark(() -> InstanceMark.ofThisStart(podUid))
			.timings(TIMINGS)
			.shutdownTimeout(Duration.ofSeconds(1))
			.build();
	}

	private String mark() {
		LockRecord record = this.lock.read(Duration.ZERO).record();
		return (record != null) ? record.instance() : null;
	}

	@Test
	void eachStartHasANewIdentityAndMark() throws Exception {
		this.engine = new ElectionEngine(this.threads.runtime(ElectionClock.system()));
		AtomicInteger starts = new AtomicInteger();
		LeaderElection election = this.engine.add(settings(starts, null), this.lock);
		List<String> identities = new ArrayList<>();
		List<String> marks = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			this.engine.start();
			await(election::isLeader);
			identities.add(election.identity());
			marks.add(mark());
			this.engine.stop().get();
		}
		assertThat(identities).doesNotHaveDuplicates().hasSize(2);
		assertThat(marks).doesNotHaveDuplicates().doesNotContainNull().hasSize(2);
	}

	@Test
	void copiesOfAnImageTakenBeforeTheStartDoNotShareAnIdentity() throws Exception {
		// The same settings, as if one image had been restored twice.
		AtomicInteger starts = new AtomicInteger();
		ElectionSettings image = ElectionSettings.named("orders")
			.identity("pod")
			.mark(() -> InstanceMark.ofThisStart(null))
			.timings(TIMINGS)
			.shutdownTimeout(Duration.ofSeconds(1))
			.build();
		assertNeverTwoLeaders(image, starts);
	}

	@Test
	void anotherApplicationInThisJvmAndPodIsNotAnEarlierStart() throws Exception {
		ElectionSettings pod = ElectionSettings.named("orders")
			.identity("pod")
			.mark(() -> InstanceMark.ofThisStart("uid-1"))
			.timings(TIMINGS)
			.shutdownTimeout(Duration.ofSeconds(1))
			.build();
		assertNeverTwoLeaders(pod, new AtomicInteger());
	}

	@Test
	void theLogMentionsAnotherApplicationInThisJvmInsteadOfAnotherProcess(CapturedOutput output) throws Exception {
		ElectionSettings both = ElectionSettings.named("orders")
			.identity("host")
			.mark(() -> InstanceMark.ofThisStart(null))
			.timings(TIMINGS)
			.shutdownTimeout(Duration.ofSeconds(1))
			.build();
		this.engine = new ElectionEngine(this.threads.runtime(ElectionClock.system()));
		LeaderElection first = this.engine.add(both, this.lock);
		this.engine.start();
		await(first::isLeader);
		ElectionEngine otherEngine = new ElectionEngine(this.threads.runtime(ElectionClock.system()));
		otherEngine.add(both, this.lock);
		otherEngine.start();
		await(() -> output.toString().contains("another application in this JVM holds the lock"));
		assertThat(output).doesNotContain("another process holds the lock under this candidate's identity 'host'");
		otherEngine.stop().get();
		this.engine.stop().get();
	}

	private void assertNeverTwoLeaders(ElectionSettings both, AtomicInteger grants) throws Exception {
		this.engine = new ElectionEngine(this.threads.runtime(ElectionClock.system()));
		LeaderElection first = this.engine.add(both, this.lock);
		ElectionEngine otherEngine = new ElectionEngine(this.threads.runtime(ElectionClock.system()));
		LeaderElection second = otherEngine.add(both, this.lock);
		CountDownLatch taken = new CountDownLatch(1);
		second.addListener(new LeaderElectionListener() {

			@Override
			public void onGranted(LeaderElection election, long fencingToken) {
				grants.incrementAndGet();
				taken.countDown();
			}

		});
		this.engine.start();
		await(first::isLeader);
		otherEngine.start();
		// Wait longer than the lease duration.
		assertThat(taken.await(TIMINGS.leaseDuration().toMillis() + 500, TimeUnit.MILLISECONDS)).isFalse();
		assertThat(first.isLeader()).isTrue();
		assertThat(first.statistics().grants()).isEqualTo(1);
		this.engine.stop().get();
		await(second::isLeader);
		otherEngine.stop().get();
	}

	@Test
	void hasStartedOnceItsFirstClaimCompletes() {
		CountDownLatch response = new CountDownLatch(1);
		HookedLock slow = new HookedLock();
		AtomicInteger claims = new AtomicInteger();
		slow.hook = (record, write) -> {
			claims.incrementAndGet();
			waitFor(response);
			return write.get();
		};
		ManagedElection election = (ManagedElection) candidate(slow, Duration.ofSeconds(1), blockingOn(open(), open()));
		await(() -> claims.get() == 1);
		throughout(Duration.ofMillis(100), 1, () -> !election.hasStarted());
		response.countDown();
		await(election::hasStarted);
		// The term begins after the state has changed.
		await(election::isLeader);
	}

	@Test
	void hasStartedWhenItsFirstClaimFails() {
		HookedLock failing = new HookedLock();
		failing.hook = (record, write) -> {
			throw new LockException(LockException.Kind.FAILED, "not now (simulated by this test)", null);
		};
		ManagedElection election = (ManagedElection) candidate(failing, Duration.ofSeconds(1),
				blockingOn(open(), open()));
		await(election::hasStarted);
		assertThat(election.isLeader()).isFalse();
	}

	@Test
	void hasStartedWhenAnotherCandidateLeads() {
		this.lock.create(ElectionLockContract.record("other", 0), Duration.ZERO);
		ManagedElection election = (ManagedElection) candidate(this.lock, Duration.ofSeconds(1),
				blockingOn(open(), open()));
		await(election::hasStarted);
		// The status is published after the state has changed.
		awaitAsserted(() -> assertThat(election.status().leader()).isEqualTo("other"));
	}

}
