package io.leader.lock;

import java.time.Duration;

/**
 * The object that the candidates of an election compete for, no matter where it is
 * stored. Implement this interface for a new kind of lock.
 * <p>
 * The contract, which the test of every implementation checks by extending {@code
 * ElectionLockContract} of the artifact with the classifier {@code test-support}:
 * <ul>
 * <li>Every write is compare-and-set: of several writers that start from the same
 * version, one succeeds.</li>
 * <li>Versions grow with every change, also across deletion; they serve as fencing
 * tokens.</li>
 * <li>A read observes every write that had been acknowledged, to anyone, before the read
 * was sent.</li>
 * <li>A record is read as it was written, with times at the {@link #timeResolution()
 * resolution} that the lock declares.</li>
 * <li>A call that cannot finish within its timeout fails with
 * {@link LockException.Kind#FAILED}; a write may or may not have been applied then.</li>
 * </ul>
 * Calls block and come from several threads, but never from the thread that makes the
 * decisions.
 * <p>
 * The traits of a lock ({@link #verifiesHolder()}, {@link #isHeldForLife()},
 * {@link #timeResolution()}, {@link #coordinates()}) describe what kind of lock this is.
 * They are constant, have no defaults, and send no requests. A lock that wraps another
 * extends {@link DelegatingElectionLock}, which passes all of them on.
 *
 * @since 0.1.0
 */
public interface ElectionLock {

	/**
	 * Reads the lock.
	 * @param timeout how long this may take
	 * @return the lock as read; an absent lock is not an error
	 * @throws LockException if it could not be read
	 */
	LockSnapshot read(Duration timeout);

	/**
	 * Reads the lock for a candidate that begins to observe it. Unlike {@link #read}, the
	 * answer may be as old as what a watch has shown, so that a lock whose state is
	 * already known sends no request. A watch that starts from this answer reports what
	 * has changed since.
	 * <p>
	 * This implementation {@linkplain #read reads} the lock.
	 * @param timeout how long this may take
	 * @return the lock; an absent lock is not an error
	 * @throws LockException if it could not be read
	 */
	default LockSnapshot readFirst(Duration timeout) {
		return read(timeout);
	}

	/**
	 * Creates the lock with its first record.
	 * @param record the record
	 * @param timeout how long this may take
	 * @return the lock as created
	 * @throws LockException of kind {@code CONFLICT} if the lock exists, of another kind
	 * if it could not be written
	 */
	LockSnapshot create(LockRecord record, Duration timeout);

	/**
	 * Writes a record if the lock is still at the version of a snapshot. Everything else
	 * in the lock's object is kept.
	 * @param expected the snapshot that the lock must still match
	 * @param record the new record
	 * @param timeout how long this may take
	 * @return the lock as written
	 * @throws LockException of kind {@code CONFLICT} if the lock changed or is gone, of
	 * another kind if it could not be written
	 */
	LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout);

	/**
	 * Watches the lock from a version on. What a watch observes only makes the election
	 * faster; safety never depends on it.
	 * @param from the version after which changes are wanted; if the lock was absent, all
	 * of its state is reported
	 * @param watcher the watcher to notify of each change, in order
	 * @param timeout how long opening the watch may take
	 * @return the open watch
	 * @throws LockException of kind {@code DENIED} if this candidate may not watch; the
	 * election then falls back to polling
	 */
	LockWatch watch(LockSnapshot from, LockWatcher watcher, Duration timeout);

	/**
	 * Returns whether reading determines if a holder no longer exists
	 * ({@link LockSnapshot#withHolderGone()}). If so, followers that wait for a holder
	 * read the lock when it was deleted, and periodically if it is held for life.
	 * @return {@code true} if this lock checks its holder
	 */
	boolean verifiesHolder();

	/**
	 * Returns whether a holder keeps this lock, without renewing it, until it is verified
	 * to be gone. If so, a leader's authority ends only when it observes that the lock
	 * was deleted, edited or taken by another candidate, and followers wait for nothing
	 * else. A lock that is held for life must {@linkplain #verifiesHolder() verify its
	 * holder}, or no candidate can ever succeed a dead leader.
	 * @return {@code true} if records do not expire
	 */
	boolean isHeldForLife();

	/**
	 * Returns the resolution at which the times of a record are stored. Times that differ
	 * by less than this may be read as equal, so a renewal that must change the record
	 * advances its time by at least this much.
	 * @return the resolution, or {@link Duration#ZERO} if a record has no times
	 */
	Duration timeResolution();

	/**
	 * Returns the coordinates of this lock, as shown in the status. Two locks with the
	 * same coordinates are the same lock.
	 * @return the coordinates, the same on each call
	 */
	LockCoordinates coordinates();

}
