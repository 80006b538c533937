package io.leader.faults;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import io.leader.faults.HttpFaultProxy.Fault;

/**
 * Tests replicas under random faults. {@code leader.faults.seconds} sets how long
 * overlapping faults are injected.
 */
@EnabledIf(value = "io.leader.faults.ApiServer#isOurs",
		disabledReason = "needs LEADER_TEST_EXCLUSIVE_KUBECONFIG and LEADER_TEST_CLUSTER_SCRIPT, to freeze and kill the API server")
class RandomFaultsTests {

	private enum Kind {

		FREEZE, CUT, REFUSE, LATE_RESPONSES, WRONG_RESPONSES, STOP, KILL, REPLACE, YIELD, HEAL, API_SERVER_FREEZES,
		API_SERVER_IS_KILLED

	}

	private static final long LEASE = RealFaultsTests.TIMINGS.leaseDuration().toMillis();

	@TempDir
	private Path folder;

	private final long seed = Long.getLong("leader.faults.seed", System.nanoTime());

	private final Random random = new Random(this.seed);

	private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);

	@Test
	void thereAreNeverTwoLeaders() throws Exception {
		long seconds = Long.getLong("leader.faults.seconds", 45);
		try (Group group = new Group(4, "random-" + UUID.randomUUID(), this.folder, RealFaultsTests.TIMINGS)) {
			group.awaitLeader();
			long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
			while (System.nanoTime() < end) {
				Kind kind = anyOf(List.of(Kind.values()));
				inflict(kind, group);
				this.counts.merge(kind, 1, Integer::sum);
				TimeUnit.MILLISECONDS.sleep(this.random.nextLong(LEASE / 2));
				anyOf(group.replicas()).heal();
			}
			group.heal();
			group.awaitLeader();
			System.out.printf("%d s of random faults, seed %d, %s: %s%n", seconds, this.seed, this.counts,
					group.verify(Long.MIN_VALUE));
		}
	}

	private <T> T anyOf(List<T> all) {
		return all.get(this.random.nextInt(all.size()));
	}

	private void inflict(Kind kind, Group group) throws Exception {
		List<Replica> all = group.replicas();
		Replica one = this.random.nextBoolean() ? group.leader().orElse(all.get(0)) : anyOf(all);
		switch (kind) {
			case FREEZE -> one.network.freeze();
			case CUT -> one.network.cut();
			case REFUSE -> {
				one.network.refuse();
				TimeUnit.MILLISECONDS.sleep(this.random.nextLong(LEASE));
				one.network.accept();
			}
			case LATE_RESPONSES -> one.network.delayResponses(this.random.nextLong(LEASE));
			case WRONG_RESPONSES -> one.http.inject(anyOf(List.of(Fault.values())), this.random.nextDouble());
			case STOP -> {
				one.signal("STOP");
				TimeUnit.MILLISECONDS.sleep(this.random.nextLong(2 * LEASE));
				one.signal("CONT");
			}
			case KILL -> one.killAndRestart();
			case REPLACE -> one.replace();
			case YIELD -> one.say("yield");
			case HEAL -> {
				group.heal();
				group.awaitLeader();
			}
			case API_SERVER_FREEZES -> {
				ApiServer.freeze();
				TimeUnit.MILLISECONDS.sleep(this.random.nextLong(2 * LEASE));
				ApiServer.thaw();
			}
			case API_SERVER_IS_KILLED -> {
				ApiServer.kill();
				TimeUnit.MILLISECONDS.sleep(this.random.nextLong(LEASE / 2));
				ApiServer.restart();
			}
		}
	}

	/**
	 * A leader is killed or yields, twenty times in a row.
	 */
	@Test
	void killsAndYieldsInARow() throws Exception {
		try (Group group = new Group(3, "row-" + UUID.randomUUID(), this.folder, RealFaultsTests.TIMINGS)) {
			for (int i = 0; i < 20; i++) {
				Replica leader = group.awaitLeader();
				if (this.random.nextInt(4) == 0) {
					leader.kill();
					group.awaitLeaderOtherThan(leader);
					leader.start();
				}
				else {
					group.awaitLeaderOtherThan(leader, () -> leader.say("yield"));
				}
			}
			System.out.printf("20 kills and yields in a row, seed %d: %s%n", this.seed, group.verify(Long.MIN_VALUE));
		}
	}

}
