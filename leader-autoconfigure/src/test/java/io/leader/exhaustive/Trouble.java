package io.leader.exhaustive;

/**
 * The kinds of faults that a search may consider.
 */
enum Trouble {

	/** Processes crash and freeze, and Pods are replaced. */
	PROCESSES,

	/** Requests, responses, and watches are delayed or lost, and requests are refused. */
	NETWORK,

	/** Third parties delete the lock. */
	DELETIONS,

	/** Third parties edit the lock. */
	EDITS,

	/** The clock of a candidate misses a tick. */
	CLOCKS

}
