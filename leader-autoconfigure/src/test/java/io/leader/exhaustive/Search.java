package io.leader.exhaustive;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.leader.exhaustive.Moves.Move;
import io.leader.support.CpuTime;

/**
 * Visits each situation once, up to a bound. The nearest situations are visited first, so
 * that the path to a violation is as short as possible.
 */
final class Search {

	/**
	 * The result of a search.
	 *
	 * @param situations the number of situations visited
	 * @param transitions the number of moves made, including those to known situations
	 * @param depth the number of moves from the beginning to the farthest situation
	 * @param complete whether all situations were visited
	 * @param violation the story of the shortest path to a violation, if one was found
	 */
	record Result(long situations, long transitions, int depth, boolean complete, @Nullable String violation) {

		@Override
		public String toString() {
			return "situations=%d transitions=%d depth=%d complete=%s violations=%d".formatted(this.situations,
					this.transitions, this.depth, this.complete, (this.violation != null) ? 1 : 0);
		}

	}

	/**
	 * A visited situation, and how it was reached.
	 */
	private static final class Visit {

		private final @Nullable Visit before;

		/** The index of the move that led here, among all possible moves. */
		private final int move;

		private final int depth;

		private @Nullable Position position;

		Visit(Position position, @Nullable Visit before, int move, int depth) {
			this.position = position;
			this.before = before;
			this.move = move;
			this.depth = depth;
		}

		/**
		 * Returns the situation and discards it, so that only the path to it is kept.
		 */
		Position take() {
			Position taken = Objects.requireNonNull(this.position);
			this.position = null;
			return taken;
		}

	}

	private final Game game;

	private final Game.Play play;

	private final Fairness fairness;

	private final LongSet visited = new LongSet();

	private final Deque<Visit> waiting = new ArrayDeque<>();

	private long transitions;

	Search(Game game) {
		this.game = game;
		this.play = game.begin();
		this.fairness = new Fairness(this.play);
	}

	/**
	 * Searches until a violation is found, every situation has been visited, or a bound
	 * is reached.
	 * @param bound the number of situations after which to end
	 * @param budget the CPU time in nanoseconds after which to end
	 */
	Result run(long bound, long budget) {
		long began = CpuTime.nanos();
		Position beginning;
		try {
			beginning = this.play.beginning();
		}
		catch (Violation ex) {
			return new Result(0, 0, 0, false, this.game.start() + "\n=> " + ex.getMessage());
		}
		this.visited.add(beginning.fingerprint());
		this.waiting.add(new Visit(beginning, null, 0, 0));
		int depth = 0;
		Visit next;
		while ((next = this.waiting.poll()) != null) {
			depth = next.depth;
			Position position = next.take();
			try {
				check(position);
			}
			catch (Violation ex) {
				return result(depth, story(path(next), ex));
			}
			if (this.visited.size() >= bound || CpuTime.nanos() - began > budget) {
				return result(depth, null);
			}
			String story = expand(next, position);
			if (story != null) {
				return result(depth + 1, story);
			}
		}
		return new Result(this.visited.size(), this.transitions, depth, true, null);
	}

	private Result result(int depth, @Nullable String violation) {
		return new Result(this.visited.size(), this.transitions, depth, false, violation);
	}

	/**
	 * Makes every possible move.
	 * @return the story of a violation, or {@code null} if none of the moves leads to one
	 */
	private @Nullable String expand(Visit visit, Position from) {
		List<Move> all = this.play.moves(from);
		for (int i = 0; i < all.size(); i++) {
			this.transitions++;
			try {
				Position next = all.get(i).result().get();
				if (this.visited.add(next.fingerprint())) {
					this.waiting.add(new Visit(next, visit, i, visit.depth + 1));
				}
			}
			catch (Violation ex) {
				List<Integer> path = path(visit);
				path.add(i);
				return story(path, ex);
			}
		}
		return null;
	}

	private void check(Position position) {
		if (position.leaders() > 1) {
			throw new Violation("two candidates lead");
		}
		for (Player player : position.players()) {
			if (player.waitsForNothing()) {
				throw new Violation(player.name()
						+ " still waits for a holder whose record has not changed for its whole lease duration");
			}
		}
		this.fairness.check(position);
	}

	private static List<Integer> path(Visit end) {
		List<Integer> path = new ArrayList<>();
		for (Visit at = end; at.before != null; at = at.before) {
			path.add(0, at.move);
		}
		return path;
	}

	private String story(List<Integer> path, Violation violation) {
		return new Narrator(this.game, this.play).tell(path, violation);
	}

}
