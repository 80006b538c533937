package io.leader.exhaustive;

import java.util.List;

import io.leader.exhaustive.Moves.Move;

/**
 * A game whose situations are searched: a few candidates, one or two locks, and what may
 * go wrong.
 */
interface Game {

	/**
	 * Returns a readable description of the initial situation.
	 */
	String start();

	/**
	 * Returns the rules by which the game is played.
	 */
	Play begin();

	/**
	 * The rules of the game.
	 */
	interface Play {

		Position beginning();

		/**
		 * Returns all possible next moves.
		 */
		List<Move> moves(Position from);

		/**
		 * Returns the next move if nothing goes wrong.
		 */
		Move fairMove(Position from);

		/**
		 * Makes fair moves until a candidate leads and nothing else is due at that time.
		 * @param from the initial situation
		 * @return the resulting situation
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
