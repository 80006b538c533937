package io.leader.lock.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import io.leader.support.Await;
import io.leader.support.Contender;
import io.leader.support.LeadershipObserver;
import io.leader.support.Pods;
import io.leader.support.SpringCloudPeer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests rolling updates from spring-cloud-kubernetes-fabric8-leader to this library and
 * back, with the real artifact in separate processes. The Pods exist only as API objects,
 * which the test marks as Ready.
 */
@EnabledIf(value = "io.leader.support.TestCluster#isOfCi",
		disabledReason = "needs a cluster that other processes can use")
class SpringCloudMigrationTests extends ClusterTest {

	/**
	 * The maximum delay, in nanoseconds, with which that library notifies its application
	 * of the end of a term. That library sends the notification only after it has removed
	 * its entry.
	 */
	private static final long TOLD_LATE = TimeUnit.MILLISECONDS.toNanos(500);

	private final List<SpringCloudPeer> peers = new ArrayList<>();

	private final List<SpringCloudPeer> allPeers = new ArrayList<>();

	private final LeadershipObserver observer = new LeadershipObserver();

	private final List<String> pods = new ArrayList<>();

	private String pod(String suffix) {
		String pod = this.name + "-" + suffix;
		Pods.create(this.admin, pod, Map.of());
		Pods.setReady(this.admin, pod, true);
		this.pods.add(pod);
		return pod;
	}

	private SpringCloudPeer theirs(String suffix) {
		SpringCloudPeer peer = new SpringCloudPeer(pod(suffix), this.name, "orders");
		this.peers.add(peer);
		this.allPeers.add(peer);
		Await.await(Await.START, peer, peer::isReady);
		return peer;
	}

	private Contender ours(String suffix, boolean both) {
		String pod = pod(suffix);
		Contender.Builder builder = Contender.of(this.name, pod)
			.lock((connection) -> new LeaseLock(connection, this.cluster.namespace(), this.name));
		Contender contender = contender(both
				? builder.migrateFrom((connection) -> new SpringCloudLock(connection, this.cluster.namespace(),
						this.name, "leader.id.orders", pod, this.cluster.namespace(), Contender.QUICK.leaseDuration()))
				: builder);
		this.observer.add(contender);
		return contender;
	}

	private void awaitLeader() {
		Await.await(Duration.ofSeconds(30), () -> this.contenders.stream().anyMatch(Contender::leads)
				|| this.peers.stream().anyMatch(SpringCloudPeer::leads));
	}

	private void end(SpringCloudPeer peer) {
		peer.close();
		this.peers.remove(peer);
		Pods.delete(this.admin, peer.identity());
	}

	private void end(Contender contender) {
		contender.close();
		this.contenders.remove(contender);
		Pods.delete(this.admin, contender.toString());
	}

	@AfterEach
	void closePeers() {
		this.observer.close();
		this.peers.forEach(SpringCloudPeer::close);
		this.contenders.forEach(Contender::close);
		this.pods.forEach((pod) -> Pods.delete(this.admin, pod));
	}

	private void assertNeverTwo() {
		this.observer.assertNeverTwo(this.allPeers, TOLD_LATE);
	}

	@Test
	void aRollingUpdateThereAndBackNeverHasTwoLeaders() throws Exception {
		SpringCloudPeer old0 = theirs("old-0");
		SpringCloudPeer old1 = theirs("old-1");
		awaitLeader();
		Contender both0 = ours("both-0", true);
		awaitCandidate(both0);
		assertThat(both0.leads()).isFalse();
		// The order of succession is not determined, so the leader can be the first or
		// the last to be stopped.
		end(old0);
		awaitLeader();
		Contender both1 = ours("both-1", true);
		end(old1);
		await(() -> both0.leads() || both1.leads());
		Contender new0 = ours("new-0", false);
		end(both0);
		await(() -> both1.leads() || new0.leads());
		Contender new1 = ours("new-1", false);
		end(both1);
		await(() -> new0.leads() || new1.leads());
		// The rollback.
		Contender back0 = ours("back-0", true);
		end(new0);
		await(() -> new1.leads() || back0.leads());
		Contender back1 = ours("back-1", true);
		end(new1);
		await(() -> back0.leads() || back1.leads());
		SpringCloudPeer again0 = theirs("again-0");
		assertThat(again0.leads()).isFalse();
		end(back0);
		awaitLeader();
		SpringCloudPeer again1 = theirs("again-1");
		end(back1);
		Await.await(Duration.ofSeconds(20), () -> again0.leads() || again1.leads());
		assertNeverTwo();
		assertThat(this.observer.led()).hasSizeGreaterThanOrEqualTo(2);
	}

	private void awaitCandidate(Contender contender) {
		await(() -> contender.election().status().leader() != null);
	}

	@Test
	void theirKilledHolderIsReplacedOnceItsPodIsGone() throws Exception {
		SpringCloudPeer old = theirs("old");
		await(old::leads);
		Contender both = ours("both", true);
		await(() -> old.identity().equals(both.election().status().leader()));
		old.kill();
		this.peers.remove(old);
		both.assertFollowsFor(Contender.QUICK.leaseDuration().multipliedBy(2));
		Pods.delete(this.admin, old.identity());
		await(both::leads);
	}

	@Test
	void handoversWorkInBothDirections() {
		SpringCloudPeer theirs = theirs("theirs");
		await(theirs::leads);
		Contender ours = ours("ours", true);
		for (int i = 0; i < 5; i++) {
			// That library cannot yield, but gives up leadership when its Pod is not
			// Ready.
			Pods.setReady(this.admin, theirs.identity(), false);
			await(ours::leads);
			await(() -> !theirs.leads());
			Pods.setReady(this.admin, theirs.identity(), true);
			ours.election().yieldLeadership(Contender.QUICK.leaseDuration());
			await(theirs::leads);
			assertThat(ours.leads()).isFalse();
		}
		assertNeverTwo();
		assertThat(this.observer.led()).hasSizeGreaterThanOrEqualTo(4);
	}

}
