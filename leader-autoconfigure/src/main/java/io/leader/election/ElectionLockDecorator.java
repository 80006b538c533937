package io.leader.election;

/**
 * Puts something around the locks of an application, to measure or trace calls for
 * instance. What it does happens on the thread of the call: if it blocks, the call does.
 */
@FunctionalInterface
public interface ElectionLockDecorator {

	/**
	 * Decorates a lock.
	 * @param election the election's name
	 * @param lock the lock
	 * @return a lock that keeps the contract of {@link ElectionLock}
	 */
	ElectionLock decorate(String election, ElectionLock lock);

}
