package io.leader.engine.machine;

/**
 * The outcome of a renewal.
 */
public enum Outcome {

	/**
	 * The renewal was acknowledged.
	 */
	SUCCEEDED,

	/**
	 * The lock was no longer at the expected version.
	 */
	CONFLICT,

	/**
	 * The renewal was denied or not sent, or its result is unknown.
	 */
	FAILED

}
