package io.leader.faults;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.leader.faults.Writers.Commit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three replicas in processes of their own write while they lead, on a real database:
 * whatever strikes them, tokens never go back in the order of the commits. Without the
 * fence they do. {@code leader.faults.fenced} says how many faults there are, and
 * {@code leader.faults.fenced-seed} which.
 */
class FencedWritersTests {

	private static final int FAULTS = Integer.getInteger("leader.faults.fenced", 3);

	private static final long SEED = Long.getLong("leader.faults.fenced-seed", 1);

	/** How many commits there are between two faults. */
	private static final int COMMITS = 20;

	private enum Fault {

		STOP, STOP_INSIDE_A_TRANSACTION, KILL, FROZEN_DATABASE, FROZEN_API_SERVER

	}

	@Test
	void withTheFenceTokensNeverGoBack() throws Exception {
		try (Writers writers = new Writers(true)) {
			Commit first = writers.awaitCommit(0);
			Writer former = pauseUntilAnotherLeads(writers, first);
			Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> former.said("stale " + token(former)));
			Map<Fault, Integer> struck = strike(writers);
			List<Commit> history = writers.history();
			assertThat(Writers.staleIn(history)).as(() -> "of seed " + SEED + ": " + writers.output()).isZero();
			System.out.printf("%d commits of %d terms, %s: 0 stale%n", history.size(),
					history.stream().mapToLong(Commit::token).distinct().count(), struck);
		}
	}

	@Test
	void withoutTheFenceTheyDo() throws Exception {
		try (Writers writers = new Writers(false)) {
			Commit first = writers.awaitCommit(0);
			Writer former = pauseUntilAnotherLeads(writers, first);
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.until(() -> Writers.staleIn(writers.history()) > 0 || former.said("stale " + token(former)));
			assertThat(Writers.staleIn(writers.history())).isPositive();
		}
	}

	/**
	 * Stops the leader between the guard and the commit, and lets it go on when another
	 * has committed.
	 */
	private static Writer pauseUntilAnotherLeads(Writers writers, Commit last) {
		Writer leader = writers.named(last.writer());
		leader.say("hold");
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> leader.output().stream().anyMatch((line) -> line.startsWith("inside ")));
		leader.stop();
		writers.awaitCommit(token(leader));
		leader.goOn();
		leader.say("go");
		return leader;
	}

	private static long token(Writer writer) {
		return writer.output()
			.stream()
			.filter((line) -> line.startsWith("inside "))
			.mapToLong((line) -> Long.parseLong(line.substring("inside ".length())))
			.max()
			.orElseThrow();
	}

	private static Map<Fault, Integer> strike(Writers writers) throws InterruptedException {
		Random random = new Random(SEED);
		List<Fault> kinds = Stream.of(Fault.values())
			.filter((kind) -> kind != Fault.FROZEN_API_SERVER || writers.all().get(0).networks().size() > 1)
			.toList();
		Map<Fault, Integer> struck = new EnumMap<>(Fault.class);
		for (int fault = 0; fault < FAULTS; fault++) {
			Commit last = writers.awaitCommits(COMMITS);
			// The leader, twice as often as the others.
			Writer target = random.nextInt(3) > 0 ? writers.named(last.writer())
					: writers.all().get(random.nextInt(writers.all().size()));
			Fault kind = kinds.get(random.nextInt(kinds.size()));
			strike(kind, target, random);
			struck.merge(kind, 1, Integer::sum);
			target.heal();
		}
		writers.awaitCommits(COMMITS);
		return struck;
	}

	/**
	 * Strikes for as long as a lease and a bit, more or less.
	 */
	private static void strike(Fault kind, Writer target, Random random) throws InterruptedException {
		long span = random.nextLong(Writers.LEASE.toMillis() * 3 / 2) + Writers.LEASE.toMillis() / 2;
		switch (kind) {
			case STOP -> target.stop();
			case STOP_INSIDE_A_TRANSACTION -> {
				target.say("hold");
				TimeUnit.MILLISECONDS.sleep(20);
				target.stop();
				target.say("go");
			}
			case KILL -> {
				target.killAndRestart();
				return;
			}
			case FROZEN_DATABASE -> target.networks().get(0).freeze();
			case FROZEN_API_SERVER -> target.networks().get(1).freeze();
		}
		TimeUnit.MILLISECONDS.sleep(span);
	}

}
