package io.leader.exhaustive;

import java.util.List;

import io.leader.exhaustive.Moves.Move;

/**
 * What can be searched.
 */
interface Game {

	/**
	 * What it begins with, for people.
	 */
	String start();

	/**
	 * Begins it.
	 */
	Play begin();

	/**
	 * The rules of the game.
	 */
	interface Play {

		Position beginning();

		/**
		 * All that can happen next.
		 */
		List<Move> moves(Position from);

		/**
		 * What happens next if nothing goes wrong.
		 */
		Move fairMove(Position from);

		/**
		 * The situation once one candidate leads and nothing more happens at that time.
		 * @param from where it begins
		 */
		default Position settled(Position from) {
			Position position = from;
			while (position.leaders() == 0 || position.isBusy()) {
				position = fairMove(position).result().get();
			}
			return position;
		}

	}

}
