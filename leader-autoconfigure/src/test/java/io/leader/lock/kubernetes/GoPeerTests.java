package io.leader.lock.kubernetes;

import java.net.URI;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.leader.engine.ElectionTimings;
import io.leader.kubernetes.ApiStatistics;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.lock.LockRecord;
import io.leader.support.ClientGoPeer;
import io.leader.support.ClientGoPeer.Version;
import io.leader.support.Contender;
import io.leader.support.GoCondition;
import io.leader.support.LeadershipObserver;
import io.leader.support.TcpProxy;
import io.leader.support.WaitingTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests a lock shared with programs that use client-go, called peers. The peers report
 * when their work begins and ends, on the clock that all processes of a machine share.
 * Our candidates are observed constantly. None of them may lead while a peer works,
 * unless that peer is cut off from the network.
 */
@EnabledIf(value = "io.leader.support.TestCluster#isOfCi", disabledReason = "peers need a cluster and its kubeconfig")
@ExtendWith(GoCondition.class)
@WaitingTest
class GoPeerTests extends ClusterTest {

	private static final int HANDOVERS = 8;

	/** Timings with a lease duration that is too long for a test to wait out. */
	private static final ElectionTimings SLOW = new ElectionTimings(Duration.ofSeconds(60), Duration.ofSeconds(40),
			Duration.ofSeconds(1));

	/** The minimum time for which a lease lasts after its holder is killed. */
	private static final Duration WAIT = Contender.QUICK.leaseDuration()
		.minus(Contender.QUICK.renewDeadline().dividedBy(2))
		.minusMillis(250);

	private final LeadershipObserver observer = new LeadershipObserver();

	private final List<ClientGoPeer> peers = new ArrayList<>();

	private int started;

	@BeforeAll
	static void build() {
		for (Version version : Version.values()) {
			ClientGoPeer.build(version);
		}
	}

	@AfterEach
	void closePeers() {
		this.observer.close();
		this.peers.forEach(ClientGoPeer::close);
	}

	private Contender ours(String type, ElectionTimings timings) {
		Contender contender = contender(
				Contender.of(this.name, "ours-" + this.started++).lock(lockOfType(type)).timings(timings));
		this.observer.add(contender);
		return contender;
	}

	private ClientGoPeer theirs(Version version, String type, ElectionTimings timings, String server) {
		ClientGoPeer peer = new ClientGoPeer(version, type, this.name, "theirs-" + this.started++, timings, server);
		this.peers.add(peer);
		return peer;
	}

	private ClientGoPeer theirs(String type) {
		return theirs(Version.of(type), type, ClientGoPeer.QUICK, "");
	}

	private void assertNeverTwo() {
		this.observer.assertNeverTwo(this.peers, 0);
	}

	private void awaitLeader(Contender contender, String leader) {
		await(() -> leader.equals(contender.election().status().leader()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "leases", "configmaps", "endpoints" })
	void handoversWorkInBothDirections(String type) {
		Contender ours = ours(type, Contender.QUICK);
		leader();
		for (int i = 0; i < HANDOVERS; i++) {
			ClientGoPeer theirs = theirs(type);
			await(() -> theirs.printed("new leader " + ours));
			await(() -> {
				if (ours.leads()) {
					ours.election().yieldLeadership(Duration.ofMillis(500));
				}
				return theirs.leads();
			});
			awaitLeader(ours, theirs.identity());
			theirs.close();
			await(() -> this.observer.sees(ours));
			assertThat(ours.election().status().problems()).isEmpty();
		}
		assertNeverTwo();
		assertThat(this.observer.led()).hasSizeGreaterThan(HANDOVERS);
		assertThat(this.peers).allSatisfy((peer) -> assertThat(peer.terms()).hasSize(1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "leases", "configmaps", "endpoints" })
	void aCandidateThatStopsReleasesToTheOther(String type) {
		ClientGoPeer first = theirs(Version.of(type), type, SLOW, "");
		await(first::leads);
		Contender ours = ours(type, SLOW);
		awaitLeader(ours, first.identity());
		awaitRenewal(type);
		first.close();
		// Neither program waits until the lease expires, which would take longer than a
		// test is allowed to take.
		await(() -> this.observer.sees(ours));
		ours.close();
		assertThat(record(type).isFree()).isTrue();
		ClientGoPeer second = theirs(Version.of(type), type, SLOW, "");
		await(second::leads);
		awaitRenewal(type);
		second.close();
		assertThat(record(type).isFree()).isTrue();
		assertNeverTwo();
		assertThat(this.observer.led()).hasSize(1);
	}

	/**
	 * Waits until the holder has just renewed. If client-go up to 0.33 stops during a
	 * renewal, it tries to release the lock with an outdated version and does not retry.
	 */
	private void awaitRenewal(String type) {
		LockRecord before = record(type);
		await(() -> !record(type).equals(before));
	}

	private LockRecord record(String type) {
		try (KubernetesConnection connection = new KubernetesConnection(this.cluster.config(),
				new ApiStatistics(Duration.ofDays(1)))) {
			return lockOfType(type).apply(connection).read(Duration.ofSeconds(5)).record();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "leases", "configmaps", "endpoints" })
	void aKilledHolderIsWaitedOutByTheOther(String type) {
		ClientGoPeer first = theirs(type);
		await(first::leads);
		Contender ours = ours(type, Contender.QUICK);
		awaitLeader(ours, first.identity());
		long killed = System.nanoTime();
		first.kill();
		await(() -> this.observer.sees(ours));
		assertThat(System.nanoTime() - killed).isGreaterThan(WAIT.toNanos());
		ClientGoPeer second = theirs(type);
		await(() -> second.printed("new leader " + ours));
		killed = System.nanoTime();
		this.observer.remove(ours);
		ours.kill();
		await(second::leads);
		assertThat(second.terms().get(0).from() - killed).isGreaterThan(WAIT.toNanos());
	}

	/**
	 * The candidates are two of ours, two that use the newest version of client-go, and
	 * one that uses an old version.
	 */
	@Test
	void theNextLeaderLeadsAloneWhicheverProgramItIs() {
		for (int i = 0; i < 2; i++) {
			ours("leases", Contender.QUICK);
			theirs("leases");
		}
		theirs(Version.WITH_CONFIG_MAPS, "leases", ClientGoPeer.QUICK, "");
		for (int i = 0; i < HANDOVERS; i++) {
			await(() -> {
				this.peers.stream().filter(ClientGoPeer::leads).toList().forEach((peer) -> {
					peer.close();
					theirs("leases");
				});
				// A term that ends before it is observed is not counted.
				return this.contenders.stream().anyMatch(this.observer::sees);
			});
			this.contenders.forEach((ours) -> ours.election().yieldLeadership(Duration.ofSeconds(1)));
			await(() -> this.peers.stream().anyMatch(ClientGoPeer::leads));
		}
		assertNeverTwo();
		assertThat(this.observer.led()).hasSizeGreaterThanOrEqualTo(HANDOVERS);
		assertThat(this.peers.stream().filter((peer) -> !peer.terms().isEmpty()))
			.hasSizeGreaterThanOrEqualTo(HANDOVERS);
	}

	/**
	 * When a peer is cut off from the network, client-go with {@code ReleaseOnCancel}
	 * first tries to release the lock over the dead network and then stops its work. Our
	 * candidate leads when the lease expires, not earlier and not much later.
	 */
	@Test
	void aPeerCutOffFromTheNetworkIsWaitedOut() {
		ElectionTimings timings = new ElectionTimings(Duration.ofSeconds(6), Duration.ofSeconds(4),
				Duration.ofMillis(500));
		URI server = URI.create(this.cluster.config().getMasterUrl());
		try (TcpProxy network = new TcpProxy(server.getHost(), server.getPort())) {
			ClientGoPeer theirs = theirs(Version.CURRENT, "leases", timings, "https://127.0.0.1:" + network.port());
			await(theirs::leads);
			Contender ours = ours("leases", Contender.QUICK);
			awaitLeader(ours, theirs.identity());
			network.freeze();
			AtomicReference<ZonedDateTime> renewed = new AtomicReference<>();
			await(() -> {
				LeaseSpec spec = lease().getSpec();
				if (theirs.identity().equals(spec.getHolderIdentity())) {
					renewed.set(spec.getRenewTime());
				}
				return this.observer.sees(ours);
			});
			this.observer.close();
			await(() -> !theirs.leads());
			long began = this.observer.led().get(0).from();
			System.out.printf("ReleaseOnCancel on a frozen network: client-go led for %.1f s alongside its successor%n",
					Math.max(0, theirs.terms().get(0).to() - began) / 1e9);
			assertThat(Duration.between(renewed.get(), lease().getSpec().getAcquireTime()))
				.isBetween(timings.leaseDuration(), timings.leaseDuration().plusSeconds(4));
		}
	}

}
