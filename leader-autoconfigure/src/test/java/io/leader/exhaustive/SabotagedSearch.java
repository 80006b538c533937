package io.leader.exhaustive;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Searches that are short enough to be repeated for each sabotage.
 */
public final class SabotagedSearch {

	/**
	 * The worlds to search. Each has few candidates and allows few faults, so that a
	 * search reaches long paths within its limit on situations.
	 */
	public enum World {

		/**
		 * Two candidates that start while nothing goes wrong.
		 */
		CALM(new Mode(2, 0, 0, false, false), 1_000),

		/**
		 * Two candidates, one of which leads.
		 */
		GROUP(new Mode(2, 2, 0, false, true), 12_000),

		/**
		 * Two candidates that start, one of which may stop or yield.
		 */
		STARTING_GROUP(new Mode(2, 1, 1, false, false), 10_000),

		/**
		 * Two candidates that start, with up to two network faults or deletions of the
		 * lock.
		 */
		TROUBLED_GROUP(new Mode(2, 2, 0, false, false).only(Trouble.NETWORK, Trouble.DELETIONS), 24_000),

		/**
		 * Two candidates, one of which leads, and a lock that does not expire.
		 */
		FOR_LIFE(new Mode(2, 1, 1, true, true), 7_000),

		/**
		 * A candidate that leads.
		 */
		ALONE(new Mode(1, 2, 0, false, true), 4_000),

		/**
		 * A candidate that leads, with time for a second attempt.
		 */
		ALONE_WITH_TIME(new Mode(1, 2, 0, false, true).fine(), 5_000),

		/**
		 * A candidate that leads and may stop or yield.
		 */
		ALONE_AND_STOPPED(new Mode(1, 1, 2, false, true), 5_000),

		/**
		 * A candidate that starts.
		 */
		STARTING_ALONE(new Mode(1, 2, 0, false, false), 10_000),

		/**
		 * A candidate that starts and may stop or yield.
		 */
		STARTING_AND_STOPPED(new Mode(1, 1, 2, false, false), 5_000),

		/**
		 * A candidate that starts and is not permitted to watch the lock.
		 */
		POLLING(new Mode(1, 2, 0, false, false).withoutWatches()
			.only(Trouble.PROCESSES, Trouble.NETWORK, Trouble.DELETIONS), 24_000),

		/**
		 * A candidate that starts and is not permitted to watch the lock, with time for a
		 * second attempt.
		 */
		POLLING_WITH_TIME(new Mode(1, 2, 0, false, false).withoutWatches().fine(), 8_000),

		/**
		 * Two candidates, one of which leads. Processes may fail and start again, and
		 * third parties may edit the lock.
		 */
		RESTARTED_GROUP(new Mode(2, 2, 2, false, true).only(Trouble.PROCESSES, Trouble.EDITS), 24_000),

		/**
		 * A candidate that leads. Its process may fail and start again.
		 */
		RESTARTED_ALONE(new Mode(1, 2, 0, false, true).only(Trouble.PROCESSES, Trouble.NETWORK), 4_000),

		/**
		 * Two candidates that need two locks. One of the candidates leads.
		 */
		TWO_LOCKS(new PairedMode(List.of(Pair.Locks.BOTH, Pair.Locks.BOTH), 1, 1, true), 1_000);

		@SuppressWarnings("ImmutableEnumChecker")
		private final Game game;

		private final int situations;

		World(Game game, int situations) {
			this.game = game;
			this.situations = situations;
		}

	}

	private SabotagedSearch() {
	}

	/**
	 * Searches a world.
	 * @param world the world
	 * @return the search statistics and a description of the shortest path to a
	 * violation, or {@code null} if no violation is found
	 */
	public static @Nullable String firstViolation(World world) {
		Search.Result result = new Search(world.game).run(world.situations, Long.MAX_VALUE);
		return (result.violation() != null) ? result + "\n" + result.violation() : null;
	}

}
