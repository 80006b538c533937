package io.leader.engine.machine;

/**
 * What became of a renewal.
 */
public enum Outcome {

	/**
	 * It was acknowledged.
	 */
	SUCCEEDED,

	/**
	 * The lock was in another version.
	 */
	CONFLICT,

	/**
	 * It was refused, or its result is unknown.
	 */
	FAILED

}
