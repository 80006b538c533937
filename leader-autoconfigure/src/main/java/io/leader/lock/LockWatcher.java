package io.leader.lock;

import org.jspecify.annotations.Nullable;

/**
 * Is told what a watch sees. Both methods return at once and may be called from any
 * thread.
 */
public interface LockWatcher {

	/**
	 * The lock changed.
	 * @param snapshot the lock after the change
	 */
	void changed(LockSnapshot snapshot);

	/**
	 * The watch ended by itself; nothing more will come from it.
	 * @param cause why, or {@code null} if it was closed in good order by the other side
	 */
	void closed(@Nullable LockException cause);

}
