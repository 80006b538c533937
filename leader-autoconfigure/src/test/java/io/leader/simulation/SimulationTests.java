package io.leader.simulation;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Five engines under faults, in virtual time, from seeds.
 * {@code -Dleader.simulation.seed=N} replays one schedule and prints its history;
 * {@code -Dleader.simulation.schedules=N} runs that many.
 */
class SimulationTests {

	private static final String REPLAY = "leader.simulation.seed";

	@Test
	void neverTwoLeaders() {
		Long only = Long.getLong(REPLAY);
		if (only != null) {
			replay(only);
			return;
		}
		long first = System.nanoTime();
		int schedules = Integer.getInteger("leader.simulation.schedules", 5000);
		long grants = 0;
		long writes = 0;
		for (long seed = first; seed < first + schedules; seed++) {
			Schedule.Outcome outcome = run(seed);
			grants += outcome.grants();
			writes += outcome.writes();
		}
		assertThat(grants).as("the faults make leaders change").isGreaterThan(2L * schedules);
		assertThat(writes).isGreaterThan(grants);
	}

	@Test
	void theSameSeedGivesTheSameHistory() {
		assertThat(history(42)).isEqualTo(history(42)).isNotEqualTo(history(43)).hasSizeGreaterThan(20);
	}

	private static List<String> history(long seed) {
		Schedule schedule = new Schedule(seed, true);
		schedule.run();
		return schedule.history();
	}

	private static Schedule.Outcome run(long seed) {
		try {
			return new Schedule(seed, false).run();
		}
		catch (Observer.Violation ex) {
			Schedule recorded = new Schedule(seed, true);
			try {
				recorded.run();
			}
			catch (Observer.Violation again) {
				// The same one: the seed determines the history.
			}
			List<String> history = recorded.history();
			String end = String.join("\n", history.subList(Math.max(0, history.size() - 60), history.size()));
			return fail("Seed %d: %s. Replay with -D%s=%d. The last of its history:%n%s", seed, ex.getMessage(), REPLAY,
					seed, end);
		}
	}

	private static void replay(long seed) {
		Schedule schedule = new Schedule(seed, true);
		try {
			schedule.run();
		}
		finally {
			schedule.history().forEach(System.out::println);
		}
	}

}
