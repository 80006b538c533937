package io.leader.lock;

/**
 * Creates the locks of one lock type. An application with its own lock type registers a
 * factory as a bean, whose name is then a valid value of {@code leader.lock-type}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ElectionLockFactory {

	/**
	 * Creates a lock without sending any request. A lock that is {@link AutoCloseable} is
	 * closed when its election or the application ends. If a lock is not, the application
	 * must close any resources that the lock opens.
	 * @param election the name of the election that the lock is for
	 * @param lock the coordinates of the lock
	 * @return the lock
	 */
	ElectionLock create(String election, LockCoordinates lock);

}
