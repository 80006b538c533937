package io.leader.exhaustive;

import java.util.List;

/**
 * A situation that a search visits.
 */
interface Position {

	/**
	 * A number that is the same for all equivalent situations.
	 */
	long fingerprint();

	/**
	 * The candidates; one that knows two locks counts twice.
	 */
	List<Player> players();

	/**
	 * The number of leading candidates, except those that cannot know that they should
	 * not lead.
	 */
	long leaders();

	/**
	 * Whether all processes run.
	 */
	boolean allRun();

	/**
	 * Whether something is to happen before time advances.
	 */
	boolean isBusy();

	/**
	 * The same situation without further faults and requests.
	 */
	Position withoutFaults();

}
