package io.leader.engine.machine;

/**
 * Why a term ended.
 */
public enum Cause {

	/**
	 * The candidate yielded.
	 */
	YIELDED,

	/**
	 * The candidate stops.
	 */
	STOPPED,

	/**
	 * The lock was not renewed within the renew deadline.
	 */
	EXPIRED,

	/**
	 * The lock was seen to be deleted, edited, or in other hands.
	 */
	LOST

}
