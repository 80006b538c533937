package io.leader.exhaustive;

import java.util.ArrayList;
import java.util.List;

import io.leader.engine.machine.State;
import io.leader.exhaustive.Moves.Move;

/**
 * Tells how a situation arose: which candidate did what, when, and what followed.
 */
final class Narrator {

	/** The maximum number of moves without faults to tell at the end of a story. */
	private static final int LONGEST_END = 30;

	private final Game game;

	private final Game.Play play;

	private final List<String> lines = new ArrayList<>();

	private final long beginning;

	private Position position;

	Narrator(Game game, Game.Play play) {
		this.game = game;
		this.play = play;
		this.position = play.beginning();
		this.beginning = clock(this.position);
	}

	/**
	 * Tells a story that ends with a violation.
	 * @param path the indexes of the moves that the search made
	 * @param violation the violation found after these moves, or after
	 * {@linkplain Violation#movesToTheEnd further moves} without faults or requests
	 */
	String tell(List<Integer> path, Violation violation) {
		tell(this.game.start());
		for (int place : path) {
			make(this.play.moves(this.position).get(place));
		}
		if (violation.movesToTheEnd() >= 0) {
			tell("from here on, nothing goes wrong");
			this.position = this.position.withoutFaults();
			for (int i = 0; i < Math.min(violation.movesToTheEnd(), LONGEST_END); i++) {
				make(this.play.fairMove(this.position));
			}
			if (violation.movesToTheEnd() > LONGEST_END) {
				tell("and so on");
			}
		}
		return String.join("\n", this.lines) + "\n=> " + violation.getMessage();
	}

	private void make(Move move) {
		try {
			Position next = move.result().get();
			tell(move.story() + consequences(this.position, next));
			this.position = next;
		}
		catch (Violation ex) {
			// The violation is the end of the story.
			tell(move.story());
		}
	}

	private void tell(String line) {
		this.lines.add("%3d s  %s".formatted((clock(this.position) - this.beginning) / Mode.TICK, line));
	}

	private static long clock(Position position) {
		return position.players().stream().mapToLong(Player::clock).max().orElse(0);
	}

	private static String consequences(Position before, Position after) {
		List<String> all = new ArrayList<>();
		for (int i = 0; i < before.players().size(); i++) {
			consequences(before.players().get(i), after.players().get(i), all);
		}
		return all.isEmpty() ? "" : ": " + String.join(", ", all);
	}

	private static void consequences(Player before, Player after, List<String> all) {
		String name = after.name();
		if (!before.leads() && after.leads()) {
			all.add(name + " leads, with token " + after.authority().orElseThrow().token());
		}
		if (before.leads() && !after.leads()) {
			all.add(name + " no longer leads");
		}
		if (after.alive() && before.state().getClass() != after.state().getClass()
				&& !(after.state() instanceof State.Leading)) {
			all.add(name + ((after.state() instanceof State.Following) ? " follows"
					: (after.state() instanceof State.Stopped) ? " has stopped" : " steps down"));
		}
		for (Item item : after.items()) {
			if (item instanceof Item.Write write && !write.givenUp()
					&& before.items().stream().noneMatch((one) -> one.equals(write) || isSame(one, write))) {
				all.add(name + " sends a " + Wording.noun(write.write().purpose()));
			}
		}
	}

	private static boolean isSame(Item one, Item.Write write) {
		return one instanceof Item.Write other && other.write().call() == write.write().call();
	}

}
