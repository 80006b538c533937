package io.leader.engine.machine;

/**
 * Why a term ended.
 */
public enum Cause {

	/**
	 * The candidate yielded or stays out.
	 */
	YIELDED,

	/**
	 * The candidate is stopping.
	 */
	STOPPED,

	/**
	 * The lock was not renewed within the renew deadline, according to one of the clocks.
	 */
	EXPIRED,

	/**
	 * The lock was found to have been deleted, edited, acquired by another candidate, or
	 * lost and reacquired.
	 */
	LOST

}
