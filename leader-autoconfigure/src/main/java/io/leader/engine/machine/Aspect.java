package io.leader.engine.machine;

/**
 * The aspects of an election that can fail independently of each other, the most severe
 * first.
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
	 * An earlier term that has not ended.
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
