package io.leader.engine.machine;

/**
 * The reasons for waking a candidate.
 */
public enum Alarm {

	/**
	 * Anything due at a certain time that none of the other alarms covers, such as the
	 * end of the authority.
	 */
	STEP,

	/**
	 * A claim of the lock.
	 */
	CLAIM,

	/**
	 * A read of the lock.
	 */
	READ,

	/**
	 * A renewal of the lock.
	 */
	RENEW,

	/**
	 * Another attempt to release the lock.
	 */
	RELEASE,

	/**
	 * The replacement of a watch that is no longer trusted.
	 */
	REPLACE_WATCH

}
