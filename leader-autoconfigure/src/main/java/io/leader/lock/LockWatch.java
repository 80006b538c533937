package io.leader.lock;

/**
 * An open watch on a lock.
 *
 * @since 0.1.0
 */
public interface LockWatch extends AutoCloseable {

	/**
	 * Ends the watch without blocking. Changes may still be reported while the watch is
	 * ending, and {@link LockWatcher#closed(LockException)} need not be called. Closing a
	 * watch more than once has no effect.
	 */
	@Override
	void close();

}
