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
	 * The candidate stopped.
	 */
	STOPPED,

	/**
	 * The lock was not renewed within the renew deadline.
	 */
	EXPIRED,

	/**
	 * The lock was found to be deleted, edited, or held by another candidate.
	 */
	LOST

}
