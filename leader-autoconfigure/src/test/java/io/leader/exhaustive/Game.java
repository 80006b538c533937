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

	}

}
