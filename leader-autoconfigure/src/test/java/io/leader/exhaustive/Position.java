package io.leader.exhaustive;

import java.util.List;

/**
 * A situation that a search visits.
 */
interface Position {

	/**
	 * A number that is the same for all situations that differ in nothing that matters.
	 */
	long fingerprint();

	/**
	 * The candidates; one that knows two locks is two of them.
	 */
	List<Player> players();

	/**
	 * How many candidates lead, except those that cannot know better.
	 */
	long leaders();

	/**
	 * Whether all processes run.
	 */
	boolean allRun();

	/**
	 * Whether something happens before time goes on.
	 */
	boolean isBusy();

	/**
	 * The same situation, in which nothing more goes wrong and nobody wishes for
	 * anything.
	 */
	Position withoutFaults();

}
