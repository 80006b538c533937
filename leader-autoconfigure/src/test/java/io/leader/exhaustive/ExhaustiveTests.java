package io.leader.exhaustive;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.leader.exhaustive.Pair.Locks;
import io.leader.support.LongTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Performs a breadth-first search of the situations that the machine's production code
 * can reach with one or two locks while faults occur, for a limited time or up to a given
 * number of situations. Checks the safety rules in each situation, and that a candidate
 * soon leads once no more faults occur.
 */
class ExhaustiveTests {

	/**
	 * The system property for the number of situations after which to end the search of
	 * each game. If it is set, there is no time limit.
	 */
	private static final String BOUND = "leader.exhaustive.bound";

	/**
	 * The system property for the index of a game. If it is set, only this game is
	 * searched.
	 */
	private static final String ONLY = "leader.exhaustive.only";

	/** The maximum CPU time for the search of each game. */
	private static final Duration BUDGET = Duration.ofMillis(LongTest.ENABLED ? 2200 : 1100);

	static Stream<Game> games() {
		return Stream
			.<Game>of(new Mode(2, 3, 2, false, true), new Mode(2, 1, 1, false, false), new Mode(3, 3, 1, false, true),
					new Mode(2, 3, 1, true, true), new Mode(2, 1, 1, true, false),
					new PairedMode(List.of(Locks.BOTH, Locks.BOTH), 2, 1, true),
					new PairedMode(List.of(Locks.FIRST, Locks.BOTH), 2, 1, true),
					new PairedMode(List.of(Locks.BOTH, Locks.SECOND), 2, 1, true), unreliable(3, true),
					unreliable(3, false), unreliable(4, true).withoutWatches())
			.skip(Integer.getInteger(ONLY, 0))
			.limit(System.getProperty(ONLY) != null ? 1 : Integer.MAX_VALUE);
	}

	/**
	 * Returns a game in which the network may fail and somebody may delete the lock.
	 */
	private static Mode unreliable(int faults, boolean settled) {
		return new Mode(2, faults, 0, false, settled).only(Trouble.NETWORK, Trouble.DELETIONS);
	}

	@ParameterizedTest
	@MethodSource("games")
	void noSituationViolatesARule(Game game) {
		Long bound = Long.getLong(BOUND);
		Search.Result result = (bound != null) ? new Search(game).run(bound, Long.MAX_VALUE)
				: new Search(game).run(Long.MAX_VALUE, BUDGET.toNanos());
		System.out.printf("%s: %s%n", game, result);
		assertThat(result.violation()).isNull();
		assertThat(result.situations()).isGreaterThan(100);
	}

}
