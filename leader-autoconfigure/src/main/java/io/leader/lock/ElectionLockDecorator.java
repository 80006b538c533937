package io.leader.lock;

/**
 * Puts something around the locks of an application, to measure or trace calls for
 * instance. What it does happens on the thread of the call: if it blocks, the call does.
 * <p>
 * A decorated lock keeps every trait of the lock; extending
 * {@link DelegatingElectionLock} sees to that.
 */
@FunctionalInterface
public interface ElectionLockDecorator {

	/**
	 * Decorates a lock.
	 * @param election the election's name
	 * @param lock the lock
	 * @return a lock that keeps the contract of {@link ElectionLock} and the traits of
	 * the lock, or the lock itself
	 */
	ElectionLock decorate(String election, ElectionLock lock);

}
