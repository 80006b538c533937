package io.leader.lock.kubernetes;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.support.Contender;
import io.leader.support.TcpProxy;
import io.leader.support.WaitingTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests candidates with faults on the network path to the API server.
 */
@EnabledIf(value = ClusterTest.REAL_CLUSTER,
		disabledReason = "the in-process API server streams no watches over plain HTTP")
@WaitingTest
class FaultyNetworkTests extends ClusterTest {

	private TcpProxy proxy;

	@BeforeEach
	void startProxy() {
		URI server = URI.create(this.cluster.config().getMasterUrl());
		this.proxy = new TcpProxy(server.getHost(), server.getPort());
	}

	@AfterEach
	void stopProxy() {
		this.contenders.forEach(Contender::close);
		this.proxy.close();
	}

	@Test
	void aFrozenLeaderRevokesBeforeAnotherLeadsAndFollowsAfterTheThaw() throws Exception {
		List<String> order = Collections.synchronizedList(new ArrayList<>());
		Contender frozen = contender(
				Contender.of(this.name, "frozen").through(this.proxy).listener(recorder("frozen", order)));
		leader();
		Contender other = contender(Contender.of(this.name, "other").listener(recorder("other", order)));
		await(() -> "frozen".equals(other.election().status().leader()));
		this.proxy.freeze();
		long both = 0;
		long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
		while (!order.contains("other granted") && System.nanoTime() < until) {
			// The other candidate must be checked first: if the frozen candidate still
			// leads afterward, both led at the same time.
			both += (other.leads() && frozen.leads()) ? 1 : 0;
			TimeUnit.MILLISECONDS.sleep(1);
		}
		assertThat(both).isZero();
		assertThat(frozen.leads()).isFalse();
		await(() -> order.contains("other granted"));
		assertThat(order).containsExactly("frozen granted", "frozen revoked", "other granted");
		this.proxy.thaw();
		await(() -> "other".equals(frozen.election().status().leader()));
		TimeUnit.MILLISECONDS.sleep(1000);
		assertThat(frozen.leads()).isFalse();
		assertThat(other.leads()).isTrue();
		assertThat(other.election().yieldLeadership()).isTrue();
		await(frozen::leads);
	}

	private static LeaderElectionListener recorder(String who, List<String> order) {
		return new LeaderElectionListener() {

			@Override
			public void onGranted(LeaderElection election, long fencingToken) {
				order.add(who + " granted");
			}

			@Override
			public void onRevoked(LeaderElection election) {
				order.add(who + " revoked");
			}

		};
	}

	@Test
	void aCutConnectionDoesNotEndTheTerm() throws Exception {
		Contender leader = contender(Contender.of(this.name, "leader").through(this.proxy));
		Contender follower = contender(Contender.of(this.name, "follower").through(this.proxy));
		leader();
		for (int i = 0; i < 5; i++) {
			this.proxy.cut();
			TimeUnit.MILLISECONDS.sleep(700);
		}
		List<String> received = new ArrayList<>(leader.received());
		received.addAll(follower.received());
		assertThat(received).as("one grant, no revocation")
			.filteredOn((event) -> !event.startsWith("sees"))
			.containsExactly("granted");
	}

	/**
	 * Delays responses by 40% or 90% of the renew deadline. With the default renew
	 * deadline of 10 s, this corresponds to 4 s or 9 s.
	 */
	@ParameterizedTest
	@ValueSource(longs = { 1000, 2250 })
	void lateResponsesNeverProlongAnAuthority(long delay) throws Exception {
		Contender slow = contender(Contender.of(this.name, "slow").through(this.proxy));
		leader();
		Contender other = contender("other");
		await(() -> "slow".equals(other.election().status().leader()));
		this.proxy.delayResponses(delay);
		long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
		String version = "";
		long seenAt = System.nanoTime();
		while (System.nanoTime() < end) {
			String now = lease().getMetadata().getResourceVersion();
			if (!now.equals(version)) {
				version = now;
				seenAt = System.nanoTime();
			}
			boolean slowLeads = slow.leads();
			long since = System.nanoTime() - seenAt;
			assertThat(slowLeads && other.leads()).isFalse();
			// The write was sent before its version was observed, so the authority from
			// this write lasts at most one renew deadline from the observation.
			assertThat(slowLeads && since > Contender.QUICK.renewDeadline().toNanos()).isFalse();
			TimeUnit.MILLISECONDS.sleep(5);
		}
		this.proxy.delayResponses(0);
		leader();
	}

	@Test
	void waitsForAnApiServerThatIsDownAtTheStart() throws Exception {
		this.proxy.refuse();
		Contender early = contender(Contender.of(this.name, "early").through(this.proxy));
		await(() -> early.election().status().problem() != null);
		assertThat(early.election().status().problem()).contains("could not be reached", "127.0.0.1");
		assertThat(early.leads()).isFalse();
		this.proxy.accept();
		await(early::leads);
		await(() -> early.election().status().problem() == null);
	}

}
