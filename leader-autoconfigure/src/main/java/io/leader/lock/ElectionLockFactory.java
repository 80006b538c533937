package io.leader.lock;

/**
 * Creates the locks of one lock type. An application with its own lock type registers a
 * bean of this type, whose name is then a valid value of {@code leader.lock-type}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ElectionLockFactory {

	/**
	 * Creates a lock without sending any request. Resources that the lock opens are
	 * closed by whoever registered the factory, unless the lock is {@link AutoCloseable}:
	 * then it is closed with the application.
	 * @param election the name of the election that the lock is for
	 * @param lock the coordinates of the lock
	 * @return the lock
	 */
	ElectionLock create(String election, LockCoordinates lock);

}
