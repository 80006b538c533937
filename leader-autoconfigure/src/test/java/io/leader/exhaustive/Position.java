package io.leader.exhaustive;

import java.util.List;

/**
 * A situation that a search visits.
 */
interface Position {

	/**
	 * Returns a number that is the same for all equivalent situations.
	 */
	long fingerprint();

	/**
	 * Returns the candidates. In a game with two locks, each candidate occurs twice, once
	 * for each lock.
	 */
	List<Player> players();

	/**
	 * Returns the number of leading candidates, excluding any that may still be unaware
	 * that they should have stopped leading.
	 */
	long leaders();

	/**
	 * Returns whether all processes are running.
	 */
	boolean allRun();

	/**
	 * Returns whether something is due before time advances.
	 */
	boolean isBusy();

	/**
	 * Returns the same situation, except that no further faults or requests may occur.
	 */
	Position withoutFaults();

}
