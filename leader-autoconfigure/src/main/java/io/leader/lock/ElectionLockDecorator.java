package io.leader.lock;

/**
 * Decorates the locks of an application, for example to measure or trace calls. A
 * decorator runs on the thread of the call, so if it blocks, the call blocks. The lock
 * that an election migrates from ({@code lock.migrate-from}) is not decorated, so that
 * each renewal is observed only once.
 * <p>
 * A decorated lock must keep every trait of the original lock. Extending
 * {@link DelegatingElectionLock} ensures this.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ElectionLockDecorator {

	/**
	 * Decorates a lock.
	 * @param election the election's name
	 * @param lock the lock
	 * @return a lock that keeps the contract of {@link ElectionLock} and the traits of
	 * the given lock, or the lock itself
	 */
	ElectionLock decorate(String election, ElectionLock lock);

}
