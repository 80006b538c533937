package io.leader.engine.machine;

/**
 * What can be wrong independently of the others, the gravest first.
 */
public enum Aspect {

	/**
	 * The record in the lock.
	 */
	RECORD,

	/**
	 * Reading the lock.
	 */
	READ,

	/**
	 * Writing the lock.
	 */
	WRITE,

	/**
	 * An unusually long wait for the holder.
	 */
	WAIT,

	/**
	 * A former term that has not ended.
	 */
	DRAIN,

	/**
	 * A term that waits for its preparation.
	 */
	PREPARATION,

	/**
	 * Watching the lock.
	 */
	WATCH

}
