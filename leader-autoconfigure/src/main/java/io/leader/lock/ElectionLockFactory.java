package io.leader.lock;

/**
 * Makes the locks of one lock type. An application that brings a lock type of its own
 * registers a bean of this type under the name that {@code leader.lock-type} then takes.
 */
@FunctionalInterface
public interface ElectionLockFactory {

	/**
	 * Makes a lock, without sending anything. What it opens is closed by whoever
	 * registered the factory, unless the lock is {@link AutoCloseable}: then it is closed
	 * with the application.
	 * @param election the name of the election that the lock is for
	 * @param lock which lock
	 * @return the lock
	 */
	ElectionLock create(String election, LockCoordinates lock);

}
