package io.leader.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.leader.faults.Operations.Outcome;
import io.leader.faults.Porcupine.Verdict;
import io.leader.faults.Writers.Commit;
import io.leader.support.GoCondition;
import io.leader.support.LongTest;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests three replicas in separate processes that write to a real database while they
 * lead. With the fence, tokens never decrease, regardless of the fault: neither in the
 * order of the commits nor according to a linearizability checker. Without the fence,
 * they do decrease. By default, the run with the fence takes about 30 s. If
 * {@code leader.faults.fenced} is set, the run ends after that number of faults instead.
 * {@code leader.faults.fenced-seed} selects the faults, and
 * {@code leader.faults.database=h2} selects H2 even where PostgreSQL is installed.
 */
@LongTest
class FencedWritersTests {

	private static final OptionalInt FAULTS = Stream.ofNullable(Integer.getInteger("leader.faults.fenced"))
		.mapToInt(Integer::intValue)
		.findFirst();

	/**
	 * How long the run with the fence takes by default, including the start of the
	 * processes. The run takes longer if it has not injected each kind of fault by then.
	 */
	private static final Duration TIME = Duration.ofSeconds(30);

	private static final long SEED = Long.getLong("leader.faults.fenced-seed", 1);

	private static final Path FENCED = Path.of("target", "porcupine", "fenced.jsonl");

	private static final Path UNFENCED = Path.of("target", "porcupine", "unfenced.jsonl");

	/** The number of commits to wait for before each fault and after the last one. */
	private static final int COMMITS = 20;

	private static Run fenced;

	private static Run unfenced;

	private enum Fault {

		STOP, STOP_INSIDE_A_TRANSACTION, KILL, FROZEN_DATABASE, FROZEN_API_SERVER, WALL_CLOCK;

		boolean canStrike(Writer target) {
			return switch (this) {
				case FROZEN_API_SERVER -> target.networks().size() > 1;
				case WALL_CLOCK -> target.wallClock().isPresent();
				default -> true;
			};
		}

	}

	private record Run(List<Commit> history, Operations operations, String output) {

		Set<String> committed() {
			return this.history.stream().map(Commit::id).collect(Collectors.toSet());
		}

	}

	@BeforeAll
	static void run() throws Exception {
		long end = System.nanoTime() + TIME.toNanos();
		try (Writers writers = new Writers(true)) {
			Writer former = pauseUntilAnotherLeads(writers);
			await(Duration.ofSeconds(60), () -> former.said("stale " + token(former)));
			Map<Fault, Integer> struck = strike(writers, end);
			fenced = end(writers, FENCED);
			System.out.printf("%d commits of %d terms on %s, %s%n", fenced.history().size(),
					fenced.history().stream().mapToLong(Commit::token).distinct().count(),
					Writers.isOnPostgres() ? "PostgreSQL" : "H2", struck);
		}
		try (Writers writers = new Writers(false)) {
			Writer former = pauseUntilAnotherLeads(writers);
			await(Duration.ofSeconds(60), () -> former.said("stale " + token(former)) || Writers
				.stale(writers.history())
				.stream()
				.anyMatch((commit) -> writers.operations().completedWith(Outcome.COMMITTED).contains(commit.id())));
			unfenced = end(writers, UNFENCED);
		}
	}

	private static Run end(Writers writers, Path file) {
		String output = "seed " + SEED + ": " + writers.output();
		writers.end(file);
		return new Run(writers.history(), writers.operations(), output);
	}

	@Test
	void tokensNeverDecreaseWithTheFence() {
		assertThat(Writers.stale(fenced.history())).as(fenced::output).isEmpty();
	}

	@Test
	void tokensDecreaseWithoutTheFence() {
		assertThat(Writers.stale(unfenced.history())).isNotEmpty();
	}

	@Test
	@ExtendWith(GoCondition.class)
	void theHistoryIsLinearizableWithTheFence() {
		Verdict verdict = Porcupine.check(FENCED);
		assertThat(verdict.linearizable()).as(() -> verdict + ", " + FENCED + ", " + fenced.output()).isTrue();
		System.out.println(verdict.report());
	}

	@Test
	@ExtendWith(GoCondition.class)
	void theHistoryIsNotLinearizableWithoutTheFence() {
		assertThat(Porcupine.check(UNFENCED).linearizable()).isFalse();
	}

	@Test
	void theFencesResultsAreTrue() {
		Set<String> rows = fenced.committed();
		assertThat(fenced.operations().completedWith(Outcome.REFUSED)).isNotEmpty().noneMatch(rows::contains);
		assertThat(fenced.operations().completedWith(Outcome.COMMITTED)).isNotEmpty().allMatch(rows::contains);
	}

	/**
	 * Pauses the leader's process inside a guarded call, before the commit, and resumes
	 * it once another replica has committed.
	 */
	private static Writer pauseUntilAnotherLeads(Writers writers) {
		Writer leader = writers.named(writers.awaitCommit(0).writer());
		leader.say("hold");
		await(Duration.ofSeconds(60), () -> leader.output().stream().anyMatch((line) -> line.startsWith("inside ")));
		leader.stop();
		writers.awaitCommit(token(leader));
		// Further commits imply that the first one has been acknowledged.
		writers.awaitCommits(2);
		leader.resume();
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

	private static Map<Fault, Integer> strike(Writers writers, long end) throws InterruptedException {
		Random random = new Random(SEED);
		List<Fault> kinds = Stream.of(Fault.values()).filter((kind) -> kind.canStrike(writers.all().get(0))).toList();
		if (!kinds.contains(Fault.WALL_CLOCK)) {
			System.out.println(WallClock.MISSING);
		}
		List<Fault> next = new ArrayList<>();
		Map<Fault, Integer> struck = new EnumMap<>(Fault.class);
		// By default, each kind of fault is injected at least once, even if the start
		// takes a long time.
		for (int fault = 0; FAULTS.isPresent() ? fault < FAULTS.getAsInt()
				: fault < kinds.size() || System.nanoTime() < end; fault++) {
			Commit last = writers.awaitCommits(COMMITS);
			// Usually the replica that committed last, otherwise a random one.
			Writer target = random.nextInt(3) > 0 ? writers.named(last.writer())
					: writers.all().get(random.nextInt(writers.all().size()));
			if (next.isEmpty()) {
				next.addAll(kinds);
				Collections.shuffle(next, random);
			}
			Fault kind = next.remove(0);
			strike(kind, target, random);
			struck.merge(kind, 1, Integer::sum);
			target.heal();
		}
		writers.awaitCommits(COMMITS);
		return struck;
	}

	/**
	 * Injects a fault that lasts between half the lease duration and twice the lease
	 * duration. A killed process is restarted immediately instead.
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
			case WALL_CLOCK ->
				target.wallClock().orElseThrow().set(Duration.ofSeconds(random.nextBoolean() ? 90 : -90));
		}
		TimeUnit.MILLISECONDS.sleep(span);
	}

}
