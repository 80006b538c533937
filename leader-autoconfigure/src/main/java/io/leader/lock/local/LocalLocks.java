package io.leader.lock.local;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The locks on this machine that may have files open. A lock that is used again opens
 * another one. Safe for use by several threads.
 */
public final class LocalLocks {

	private final Set<LocalLock> locks = Collections.newSetFromMap(new WeakHashMap<>());

	/**
	 * Makes a lock in the folder of this process's user.
	 * @param name the lock's name
	 * @return the lock
	 */
	public synchronized LocalLock create(String name) {
		LocalLock lock = new LocalLock(LocalLock.defaultFolder(), name);
		this.locks.add(lock);
		return lock;
	}

	/**
	 * Closes the files that the locks have open.
	 */
	public synchronized void closeFiles() {
		this.locks.forEach(LocalLock::close);
	}

}
