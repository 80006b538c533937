package io.leader.lock.local;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Creates local locks, and keeps track of them so that their files can be closed. A lock
 * that is used after its files have been closed opens new files. Thread-safe.
 */
public final class LocalLocks {

	private final Set<LocalLock> locks = Collections.newSetFromMap(new WeakHashMap<>());

	/**
	 * Creates a lock in the folder of this process's user.
	 * @param name the lock's name
	 * @return the lock
	 */
	public synchronized LocalLock create(String name) {
		LocalLock lock = new LocalLock(LocalLock.defaultFolder(), name);
		this.locks.add(lock);
		return lock;
	}

	/**
	 * Closes the open files of the locks, each after waiting up to a second for a write
	 * in progress.
	 */
	public synchronized void closeFiles() {
		this.locks.forEach(LocalLock::close);
	}

}
