package io.leader.lock.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import io.leader.engine.ElectionTimings;
import io.leader.support.Await;
import io.leader.support.Contender;
import io.leader.support.LeadershipObserver;
import io.leader.support.SpringCloudElectionPeer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests a Lease shared with the elector of Spring Cloud Kubernetes 5
 * ({@code spring.cloud.kubernetes.leader.election.*}) in separate processes: a rolling
 * update and its rollback, handovers in both directions, and a killed leader.
 */
@EnabledIf(value = "io.leader.support.TestCluster#isOfCi",
		disabledReason = "needs a cluster that other processes can use")
class SpringCloudElectionTests extends ClusterTest {

	/**
	 * The maximum delay, in nanoseconds, with which that library notifies its application
	 * of the end of a term. That library sends the notification only after it has
	 * released the lock.
	 */
	private static final long TOLD_LATE = TimeUnit.MILLISECONDS.toNanos(500);

	private final List<SpringCloudElectionPeer> peers = new ArrayList<>();

	private final LeadershipObserver observer = new LeadershipObserver();

	private String pod(String suffix) {
		return this.name + "-" + suffix;
	}

	private SpringCloudElectionPeer theirs(String suffix) {
		return theirs(suffix, Contender.QUICK);
	}

	private SpringCloudElectionPeer theirs(String suffix, ElectionTimings timings) {
		SpringCloudElectionPeer peer = new SpringCloudElectionPeer(pod(suffix), this.name, timings);
		this.peers.add(peer);
		Await.await(Await.START, peer, () -> peer.printed("sees "));
		return peer;
	}

	private Contender ours(String suffix) {
		return observed(contender(pod(suffix)));
	}

	private Contender oursThatKeepsTheLock(String suffix) {
		return observed(contender(Contender.of(this.name, pod(suffix)).keepLockOnStop()));
	}

	private Contender observed(Contender contender) {
		this.observer.add(contender);
		await(() -> contender.election().status().leader() != null);
		return contender;
	}

	private static void awaitOf(SpringCloudElectionPeer peer, Callable<Boolean> condition) {
		Await.await(Duration.ofSeconds(30), peer, condition);
	}

	@AfterEach
	void closePeers() {
		this.observer.close();
		this.peers.forEach(SpringCloudElectionPeer::close);
	}

	private void assertNeverTwo() {
		this.observer.assertNeverTwo(this.peers, TOLD_LATE);
	}

	@Test
	void aRollingUpdateThereAndBackNeverHasTwoLeaders() {
		SpringCloudElectionPeer old0 = theirs("old-0");
		awaitOf(old0, old0::leads);
		SpringCloudElectionPeer old1 = theirs("old-1");
		Contender new0 = oursThatKeepsTheLock("new-0");
		assertThat(new0.leads()).isFalse();
		old1.close();
		assertThat(old0.leads()).isTrue();
		Contender new1 = oursThatKeepsTheLock("new-1");
		old0.close();
		await(() -> new0.leads() || new1.leads());
		Contender leader = new0.leads() ? new0 : new1;
		Contender follower = new0.leads() ? new1 : new0;
		// The rollback.
		SpringCloudElectionPeer again0 = theirs("again-0");
		follower.close();
		SpringCloudElectionPeer again1 = theirs("again-1");
		assertThat(again0.leads() || again1.leads()).isFalse();
		leader.close();
		awaitOf(again0, () -> again0.leads() || again1.leads());
		assertNeverTwo();
		assertThat(this.observer.led()).isNotEmpty();
	}

	@Test
	void handoversGoThereAndBack() {
		SpringCloudElectionPeer theirs = theirs("theirs-0");
		awaitOf(theirs, theirs::leads);
		for (int i = 1; i <= 3; i++) {
			Contender ours = ours("ours-" + i);
			theirs.close();
			await(ours::leads);
			theirs = theirs("theirs-" + i);
			assertThat(ours.leads()).isTrue();
			ours.kill();
			this.observer.remove(ours);
			SpringCloudElectionPeer next = theirs;
			awaitOf(next, next::leads);
		}
		assertNeverTwo();
		assertThat(this.observer.led()).hasSizeGreaterThanOrEqualTo(3);
	}

	@Test
	void aLeaderOfTheirsThatIsKilledIsReplacedAfterItsLease() throws Exception {
		ElectionTimings timings = new ElectionTimings(Duration.ofSeconds(60), Duration.ofSeconds(40),
				Duration.ofMillis(500));
		SpringCloudElectionPeer old = theirs("old", timings);
		awaitOf(old, old::leads);
		Contender ours = ours("ours");
		old.kill();
		ours.assertFollowsFor(timings.leaseDuration().minusSeconds(10));
		ours.skip(Duration.ofSeconds(10));
		await(ours::leads);
		assertNeverTwo();
	}

	/**
	 * The callback of that library cannot handle the absent holder of a released lock. If
	 * this test fails with a newer version, the documentation no longer needs a warning.
	 */
	@Test
	void aFollowerOfTheirsThatSeesAReleasedLockFailsUntilItIsRestarted() {
		Contender ours = ours("ours");
		await(ours::leads);
		SpringCloudElectionPeer theirs = theirs("theirs");
		ours.close();
		awaitOf(theirs, theirs::hasFailed);
		SpringCloudElectionPeer restarted = theirs("restarted");
		awaitOf(restarted, restarted::leads);
		assertThat(theirs.terms()).isEmpty();
	}

}
