package io.leader.engine.machine;

/**
 * What a candidate can be woken for.
 */
public enum Alarm {

	/**
	 * Time for whatever has a fixed moment.
	 */
	STEP,

	/**
	 * Time to claim the lock.
	 */
	CLAIM,

	/**
	 * Time to read the lock.
	 */
	READ,

	/**
	 * Time to renew the lock.
	 */
	RENEW,

	/**
	 * Time to try the release again.
	 */
	RELEASE,

	/**
	 * Time to replace a watch that nothing has contradicted.
	 */
	REPLACE_WATCH

}
