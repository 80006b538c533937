package io.leader.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.leader.engine.ElectionTimings;
import io.leader.faults.HttpFaultProxy.Fault;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests three replicas in separate processes, each with its own proxy to a real API
 * server, during a fault. An observer checks their claims: two replicas must never lead
 * at the same time, not even for 1 ms. {@code leader.faults.repeat} sets how many times
 * most cases inject their fault, and {@code leader.faults.timings=default} selects the
 * default timings instead of shorter ones.
 */
@EnabledIf(value = "io.leader.faults.ApiServer#isOurs",
		disabledReason = "needs LEADER_TEST_EXCLUSIVE_KUBECONFIG and LEADER_TEST_CLUSTER_SCRIPT, to freeze and kill the API server")
class RealFaultsTests {

	static final ElectionTimings TIMINGS = "default".equals(System.getProperty("leader.faults.timings"))
			? ElectionTimings.DEFAULTS
			: new ElectionTimings(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofMillis(400));

	private static final int REPEAT = Integer.getInteger("leader.faults.repeat", 1);

	private static final long LEASE = TIMINGS.leaseDuration().toMillis();

	@TempDir
	private static Path folder;

	private static Group group;

	private long begin;

	@BeforeAll
	static void start() {
		group = new Group(3, "faults-" + UUID.randomUUID(), folder, TIMINGS);
	}

	@AfterAll
	static void close() {
		group.close();
	}

	@BeforeEach
	void begin() {
		group.awaitLeader();
		this.begin = System.nanoTime();
	}

	@AfterEach
	void verify(TestInfo test) {
		group.heal();
		group.awaitLeader();
		System.out.printf("%s, %d times: %s%n", test.getDisplayName(), REPEAT, group.verify(this.begin));
	}

	/**
	 * Waits until the leader claims to lead, since its next check might have to wait for
	 * CPU time.
	 */
	private static void awaitLeading(Replica leader) {
		await(Duration.ofSeconds(5), leader::leads);
	}

	private static void pause(double leases) throws InterruptedException {
		TimeUnit.MILLISECONDS.sleep((long) (leases * LEASE));
	}

	@Test
	void theLeadersNetworkFreezes() {
		for (int i = 0; i < REPEAT; i++) {
			Replica leader = group.awaitLeader();
			leader.network.freeze();
			group.awaitLeaderOtherThan(leader);
			leader.heal();
		}
	}

	@Test
	void theLeadersConnectionsAreResetAndRefused() {
		for (int i = 0; i < REPEAT; i++) {
			Replica leader = group.awaitLeader();
			leader.network.refuse();
			group.awaitLeaderOtherThan(leader);
			leader.network.accept();
		}
	}

	@Test
	void theLeadersWritesGetNoResponse() {
		for (int i = 0; i < REPEAT; i++) {
			Replica leader = group.awaitLeader();
			leader.http.inject(Fault.SILENT_WRITES, 1);
			group.awaitLeaderOtherThan(leader);
			leader.heal();
		}
	}

	@Test
	void onlyTheLeadersWatchIsSilent() throws Exception {
		Replica leader = group.awaitLeader();
		leader.http.inject(Fault.SILENT_WATCH, 1);
		leader.network.cut();
		pause(2);
		awaitLeading(leader);
	}

	@Test
	void aFollowersNetworkFreezes() throws Exception {
		Replica leader = group.awaitLeader();
		group.follower().network.freeze();
		pause(2);
		awaitLeading(leader);
	}

	@Test
	void theNetworkOfAllReplicasFreezes() throws Exception {
		for (int i = 0; i < REPEAT; i++) {
			group.replicas().forEach((one) -> one.network.freeze());
			pause(1.5);
			assertThat(group.leader()).isEmpty();
			group.heal();
			group.awaitLeader();
		}
	}

	/**
	 * Freezes the server for 5, 12, or 40 fifteenths of the lease duration: for less than
	 * the renew deadline, for more than the renew deadline, or for more than the lease
	 * duration.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 5, 12, 40 })
	void theApiServerFreezes(int fifteenthsOfALease) throws Exception {
		for (int i = 0; i < REPEAT; i++) {
			ApiServer.freeze();
			try {
				pause(fifteenthsOfALease / 15.0);
			}
			finally {
				ApiServer.thaw();
			}
			group.awaitLeader();
		}
	}

	@Test
	void theApiServerIsKilledAndRestarted() {
		for (int i = 0; i < REPEAT; i++) {
			ApiServer.kill();
			ApiServer.restart();
			group.awaitLeader();
		}
	}

	@Test
	void theApiServerIsRestartedAndRespondsToWatchesWithNothing() throws Exception {
		group.replicas().forEach((one) -> one.http.inject(Fault.EMPTY_WATCH, 1));
		ApiServer.kill();
		ApiServer.restart();
		Replica leader = group.awaitLeader();
		pause(1);
		leader.say("yield");
		group.awaitLeaderOtherThan(leader);
	}

	@Test
	void theLeaderIsStoppedForLongerThanALease() throws Exception {
		for (int i = 0; i < REPEAT; i++) {
			Replica leader = group.awaitLeader();
			leader.signal("STOP");
			pause(1.5);
			leader.signal("CONT");
			group.awaitLeaderOtherThan(leader);
		}
		pause(0.2);
		assertThat(group.replicas()
			.stream()
			.flatMap((one) -> one.claims().stream())
			.mapToLong(Claims::wokenFollowing)
			.sum()).isGreaterThanOrEqualTo(REPEAT);
	}

	@Test
	void theLeaderIsKilled() {
		for (int i = 0; i < REPEAT; i++) {
			Replica leader = group.awaitLeader();
			leader.kill();
			group.awaitLeaderOtherThan(leader);
			leader.start();
		}
	}

	@Test
	void aFollowerIsKilled() throws Exception {
		Replica leader = group.awaitLeader();
		group.follower().killAndRestart();
		pause(1);
		awaitLeading(leader);
	}

	@Test
	void allButOneAreKilled() {
		for (int i = 0; i < REPEAT; i++) {
			Replica survivor = group.follower();
			group.replicas().stream().filter((one) -> one != survivor).forEach(Replica::kill);
			await(Duration.ofSeconds(60), survivor::leads);
			group.heal();
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "NONE", "SILENT_WATCH", "EMPTY_WATCH", "SILENT_WRITES" })
	void theLeaderReceivesOnlyFaultyResponses(Fault fault) {
		for (int i = 0; i < REPEAT; i++) {
			Replica leader = group.awaitLeader();
			leader.http.inject(fault, 1);
			leader.network.cut();
			group.awaitLeaderOtherThan(leader);
			leader.heal();
		}
	}

}
