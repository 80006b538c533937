package io.leader.exhaustive;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.leader.exhaustive.Moves.Move;

/**
 * Visits every situation once, the nearest first, so that what leads to a violation is as
 * short as can be.
 */
final class Search {

	/** How many moves without faults it takes at most until somebody leads. */
	private static final int LONGEST_WAIT = 120;

	/**
	 * What was found.
	 *
	 * @param situations how many situations were visited
	 * @param transitions how many moves led to them
	 * @param depth how many moves the farthest is from the beginning
	 * @param complete whether there are no others
	 * @param violation the shortest way to a violation, if there is one
	 */
	record Result(long situations, long transitions, int depth, boolean complete, @Nullable String violation) {

		@Override
		public String toString() {
			return "situations=%d transitions=%d depth=%d complete=%s violations=%d".formatted(this.situations,
					this.transitions, this.depth, this.complete, (this.violation != null) ? 1 : 0);
		}

	}

	/**
	 * A situation on the way, and how it came about.
	 */
	private static final class Visit {

		private final @Nullable Visit before;

		private final String story;

		private final int depth;

		private @Nullable Position scene;

		Visit(Position scene, @Nullable Visit before, String story, int depth) {
			this.scene = scene;
			this.before = before;
			this.story = story;
			this.depth = depth;
		}

		/**
		 * Takes the situation: only the story stays.
		 */
		Position take() {
			Position taken = Objects.requireNonNull(this.scene);
			this.scene = null;
			return taken;
		}

	}

	private final Game game;

	private final Game.Play play;

	private final LongSet visited = new LongSet();

	private final LongSet live = new LongSet();

	private final Deque<Visit> waiting = new ArrayDeque<>();

	/** Stories repeat. */
	private final Map<String, String> stories = new HashMap<>();

	private long transitions;

	Search(Game game) {
		this.game = game;
		this.play = game.begin();
	}

	/**
	 * Searches until everything was visited, a bound is reached, or time is over.
	 * @param bound the number of situations
	 * @param deadline when to end, on {@link System#nanoTime()}
	 */
	Result run(long bound, long deadline) {
		Position beginning = this.play.beginning();
		this.visited.add(beginning.fingerprint());
		this.waiting.add(new Visit(beginning, null, this.game.start(), 0));
		int depth = 0;
		Visit next;
		while ((next = this.waiting.poll()) != null) {
			depth = next.depth;
			Position scene = next.take();
			try {
				check(scene);
				if (this.visited.size() >= bound || System.nanoTime() - deadline > 0) {
					return new Result(this.visited.size(), this.transitions, depth, false, null);
				}
				expand(next, scene);
			}
			catch (Violation ex) {
				return new Result(this.visited.size(), this.transitions, depth, false, story(next, ex));
			}
		}
		return new Result(this.visited.size(), this.transitions, depth, true, null);
	}

	private void expand(Visit visit, Position from) {
		for (Move move : this.play.moves(from)) {
			this.transitions++;
			Position scene;
			try {
				scene = move.result().get();
			}
			catch (Violation ex) {
				throw new Violation(move.story() + "\n" + ex.getMessage());
			}
			if (this.visited.add(scene.fingerprint())) {
				this.waiting.add(new Visit(scene, visit, this.stories.computeIfAbsent(move.story(), (story) -> story),
						visit.depth + 1));
			}
		}
	}

	private void check(Position scene) {
		if (scene.leaders() > 1) {
			throw new Violation("two candidates lead");
		}
		checkThatSomebodyWillLead(scene);
	}

	/**
	 * From here on nothing goes wrong: then somebody leads soon.
	 */
	private void checkThatSomebodyWillLead(Position scene) {
		Position next = scene.withoutFaults();
		List<Long> passed = new ArrayList<>();
		List<String> story = new ArrayList<>();
		for (int i = 0; i < LONGEST_WAIT; i++) {
			if (next.leaders() == 1 && next.allRun()) {
				passed.forEach(this.live::add);
				return;
			}
			long fingerprint = next.fingerprint();
			if (this.live.contains(fingerprint)) {
				passed.forEach(this.live::add);
				return;
			}
			passed.add(fingerprint);
			Move move = this.play.fairMove(next);
			story.add(move.story());
			next = move.result().get();
			if (next.leaders() > 1) {
				throw new Violation(
						"from here on nothing goes wrong:\n" + String.join("\n", story) + "\ntwo candidates lead");
			}
		}
		throw new Violation("from here on nothing goes wrong:\n" + String.join("\n", story) + "\nand nobody leads");
	}

	private static String story(Visit end, Violation violation) {
		List<String> story = new ArrayList<>();
		for (Visit at = end; at != null; at = at.before) {
			story.add(0, at.story);
		}
		story.add(violation.getMessage());
		return String.join("\n", story);
	}

}
