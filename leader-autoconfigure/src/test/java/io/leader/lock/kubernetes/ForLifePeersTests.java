package io.leader.lock.kubernetes;

import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import io.leader.support.Contender;
import io.leader.support.KubeLeaderPeer;
import io.leader.support.LeadershipObserver;
import io.leader.support.ObservedPeer;
import io.leader.support.PeerThread;
import io.leader.support.Pods;
import io.leader.support.RubyGemPeer;
import io.leader.support.WaitingTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests a lock for life shared with kube-leader and with the Ruby gem
 * kubernetes_leader_election. Peers simulate these programs by sending the same requests.
 * The Pods are only objects, but the cluster's garbage collector is real.
 */
@EnabledIf(value = "io.leader.support.TestCluster#isOfCi", disabledReason = "needs a cluster with a garbage collector")
@WaitingTest
class ForLifePeersTests extends ClusterTest {

	private static final int TURNS = 3;

	private final LeadershipObserver observer = new LeadershipObserver();

	private final List<PeerThread> peers = new ArrayList<>();

	private final List<Pod> pods = new ArrayList<>();

	private Pod pod(String whose) {
		Pod pod = Pods.create(this.admin, this.name + "-" + whose + "-" + this.pods.size(), Map.of());
		this.pods.add(pod);
		return pod;
	}

	private PeerThread kubeLeader() {
		PeerThread peer = KubeLeaderPeer.start(this.name, pod("kube-leader"));
		this.peers.add(peer);
		return peer;
	}

	private RubyGemPeer gem() {
		RubyGemPeer peer = RubyGemPeer.start(this.name, pod("gem"));
		this.peers.add(peer);
		return peer;
	}

	private Contender oursOnConfigMap() {
		PodOwner owner = owner(pod("ours"));
		return ours(owner, Contender.of(this.name, owner.name())
			.lock((connection) -> new ForLifeConfigMapLock(connection, this.cluster.namespace(), this.name, owner)));
	}

	private Contender oursOnLease() {
		PodOwner owner = owner(pod("ours"));
		return ours(owner, Contender.of(this.name, owner.name())
			.lock((connection) -> new LeaseLock(connection, this.cluster.namespace(), this.name, owner)));
	}

	private Contender ours(PodOwner owner, Contender.Builder builder) {
		Contender contender = contender(builder.inPod(owner.uid()).forLife());
		this.observer.add(contender);
		return contender;
	}

	private static PodOwner owner(Pod pod) {
		return new PodOwner(pod.getMetadata().getName(), pod.getMetadata().getUid());
	}

	private void kill(Contender ours) {
		this.observer.remove(ours);
		ours.kill();
	}

	private void delete(Contender ours) {
		kill(ours);
		Pods.delete(this.admin, ours.toString());
	}

	private void delete(PeerThread theirs) {
		theirs.close();
		Pods.delete(this.admin, theirs.toString());
	}

	private void awaitLeader(Contender contender, ObservedPeer leader) {
		await(() -> leader.toString().equals(contender.election().status().leader()));
	}

	@AfterEach
	void closePeers() {
		this.observer.close();
		this.peers.forEach(PeerThread::close);
		this.contenders.forEach(Contender::close);
		this.pods.forEach((pod) -> Pods.delete(this.admin, pod.getMetadata().getName()));
	}

	@Test
	void kubeLeaderAndOursTakeTurns() {
		PeerThread theirs = kubeLeader();
		await(theirs::leads);
		for (int i = 0; i < TURNS; i++) {
			Contender ours = oursOnConfigMap();
			awaitLeader(ours, theirs);
			delete(theirs);
			await(() -> this.observer.sees(ours));
			theirs = kubeLeader();
			delete(ours);
			await(theirs::leads);
		}
		this.observer.assertNeverTwo(this.peers, 0);
		assertThat(this.observer.led()).hasSize(TURNS);
	}

	@Test
	void oneOfSeveralCandidatesAcquiresTheLockOfALeaderThatIsGone() {
		PeerThread first = kubeLeader();
		await(first::leads);
		for (int i = 0; i < 2; i++) {
			kubeLeader();
			awaitLeader(oursOnConfigMap(), first);
		}
		delete(first);
		await(() -> leaders() == 1);
		String leader = leaderOfConfigMap();
		this.observer.assertNeverTwo(this.peers, 0);
		assertThat(leaders()).isOne();
		assertThat(this.contenders.stream().filter(Contender::leads).map(Contender::toString))
			.as("our candidates that lead, while %s holds the lock", leader)
			.isSubsetOf(leader);
	}

	private long leaders() {
		return this.contenders.stream().filter(Contender::leads).count()
				+ this.peers.stream().filter(PeerThread::leads).count();
	}

	private String leaderOfConfigMap() {
		return this.admin.configMaps()
			.inNamespace(this.cluster.namespace())
			.withName(this.name)
			.get()
			.getMetadata()
			.getOwnerReferences()
			.get(0)
			.getName();
	}

	@Test
	void theGemAndOursTakeTurns() {
		PeerThread theirs = gem();
		await(theirs::leads);
		for (int i = 0; i < TURNS; i++) {
			Contender ours = oursOnLease();
			awaitLeader(ours, theirs);
			delete(theirs);
			await(() -> this.observer.sees(ours));
			theirs = gem();
			delete(ours);
			await(theirs::leads);
		}
		this.observer.assertNeverTwo(this.peers, 0);
		assertThat(this.observer.led()).hasSize(TURNS);
	}

	@Test
	void aLiveGemIsWaitedForAndAHangingOneIsWaitedOut() {
		RubyGemPeer theirs = gem();
		await(theirs::leads);
		Contender ours = oursOnLease();
		awaitLeader(ours, theirs);
		// To renew its Lease, the gem changes only the renew time.
		ZonedDateTime renewals = renewalsOfLease();
		await(() -> renewalsOfLease().isAfter(renewals.plus(RubyGemPeer.LEASE)));
		assertThat(ours.received()).noneMatch("granted"::equals);
		theirs.pause();
		await(() -> this.observer.sees(ours));
		assertThat(lease().getMetadata().getOwnerReferences()).singleElement()
			.satisfies((owner) -> assertThat(owner.getName()).isEqualTo(ours.toString()));
		theirs.resume();
		// The gem patches our Lease, reads its holder, and exits.
		await(() -> !theirs.isAlive());
		ZonedDateTime patched = renewalsOfLease();
		await(() -> renewalsOfLease().isAfter(patched));
		assertThat(ours.received()).as("our candidate still leads").containsExactly("sees " + theirs, "granted");
		assertThat(ours.leads()).isTrue();
		assertThat(ours.election().status().problems()).isEmpty();
		assertThat(lease().getSpec().getHolderIdentity()).isEqualTo(ours.toString());
	}

	private ZonedDateTime renewalsOfLease() {
		return lease().getSpec().getRenewTime();
	}

	@Test
	void theGemTakesOverALeaseThatOursDoesNotRenew() {
		Contender ours = oursOnLease();
		await(() -> this.observer.sees(ours));
		RubyGemPeer theirs = gem();
		long killed = System.nanoTime();
		kill(ours);
		await(theirs::leads);
		// The gem can lead less than a lease duration after the kill, since the last
		// renewal was up to half a renew deadline before the kill.
		assertThat(theirs.terms().get(0).from() - killed).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1500));
	}

}
