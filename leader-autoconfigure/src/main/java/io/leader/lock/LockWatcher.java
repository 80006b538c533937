package io.leader.lock;

import org.jspecify.annotations.Nullable;

/**
 * Receives the events of a watch. Both methods must return immediately, and can be called
 * from any thread.
 *
 * @since 0.1.0
 */
public interface LockWatcher {

	/**
	 * Called when the lock has changed, or when its holder is found to be gone.
	 * @param snapshot the lock as last observed
	 */
	void changed(LockSnapshot snapshot);

	/**
	 * Called when the watch has ended by itself. No further events follow.
	 * @param cause the cause, or {@code null} if the watch ended without an error
	 */
	void closed(@Nullable LockException cause);

}
