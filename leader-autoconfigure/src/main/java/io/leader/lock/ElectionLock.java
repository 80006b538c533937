package io.leader.lock;

import java.time.Duration;

/**
 * The object that the candidates of an election compete for, no matter where it is
 * stored. Implement this interface for a new kind of lock.
 * <p>
 * Every implementation must satisfy the following contract. To verify this, write a test
 * for the implementation that extends {@code ElectionLockContract} from the artifact with
 * the classifier {@code test-support}:
 * <ul>
 * <li>Every write is compare-and-set: if several writers start from the same version,
 * only one succeeds.</li>
 * <li>Versions increase with every change, even across deletion, and serve as fencing
 * tokens.</li>
 * <li>A read observes every write that was acknowledged, to any client, before the read
 * was sent.</li>
 * <li>A record is read as it was written, with times at the {@link #timeResolution()
 * resolution} that the lock declares.</li>
 * <li>A call that cannot finish within its timeout fails with
 * {@link LockException.Kind#FAILED}, in which case a write may or may not have been
 * applied.</li>
 * </ul>
 * Calls may block and are made by several threads, but never by the thread that makes the
 * decisions of an election.
 * <p>
 * The traits of a lock ({@link #verifiesHolder()}, {@link #isHeldForLife()},
 * {@link #timeResolution()}, {@link #coordinates()}) describe the kind of lock. They are
 * constant, have no defaults, and send no requests. A lock that wraps another extends
 * {@link DelegatingElectionLock}, which passes all of them on.
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
	 * Reads the lock for a candidate that begins to observe it. Unlike the result of
	 * {@link #read}, the result may be outdated, but is at least as recent as the last
	 * change that a watch has reported. Therefore, no request is needed if the state of
	 * the lock is already known from a watch. A watch that starts from this result
	 * reports all later changes.
	 * <p>
	 * The default implementation invokes {@link #read}.
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
	 * @throws LockException of kind {@code CONFLICT} if the lock exists, or of another
	 * kind if it could not be written
	 */
	LockSnapshot create(LockRecord record, Duration timeout);

	/**
	 * Writes a record if the lock is still at the version of a snapshot. Everything else
	 * in the lock's object is kept. Once a read or a watch shows the record, the caller
	 * may consider the write successful, even if this method has not returned yet or
	 * throws an exception.
	 * @param expected the snapshot that the lock must still match
	 * @param record the new record
	 * @param timeout how long this may take
	 * @return the lock as written
	 * @throws LockException of kind {@code CONFLICT} if the lock has changed or no longer
	 * exists, or of another kind if it could not be written
	 */
	LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout);

	/**
	 * Watches the lock, starting from a snapshot. A watch makes the election faster, but
	 * safety never depends on it.
	 * @param from the snapshot after which changes are reported; if the lock was absent
	 * in the snapshot but exists now, its current state is reported first
	 * @param watcher the watcher to notify of each change, in order
	 * @param timeout how long opening the watch may take
	 * @return the open watch
	 * @throws LockException of kind {@code DENIED} if this candidate is not permitted to
	 * watch, in which case the election falls back to polling, or of another kind if the
	 * watch could not be opened
	 */
	LockWatch watch(LockSnapshot from, LockWatcher watcher, Duration timeout);

	/**
	 * Returns whether a read of the lock also determines if its holder is gone
	 * ({@link LockSnapshot#withHolderGone()}). If so, the lock is read periodically, even
	 * while it is being watched: by followers that wait for its holder if the lock has
	 * been deleted or is held for life, and by its leader if it is held for life.
	 * @return {@code true} if this lock checks its holder
	 */
	boolean verifiesHolder();

	/**
	 * Returns whether a holder keeps this lock, without renewing it, until the holder is
	 * verified to be gone. If so, a leader's authority does not expire. It ends when the
	 * leader gives up leadership, or observes that the lock was deleted, edited (except
	 * for the renew time), or taken by another candidate. Followers do not wait for a
	 * lease to expire. A lock that is held for life must {@linkplain #verifiesHolder()
	 * verify its holder}, since otherwise no candidate could ever succeed a leader that
	 * has died.
	 * @return {@code true} if records do not expire
	 */
	boolean isHeldForLife();

	/**
	 * Returns the resolution at which the times of a record are stored. Times that differ
	 * by less than this may be read as equal, so a renewal, which must change the record,
	 * advances the renew time by at least this much.
	 * @return the resolution, or {@link Duration#ZERO} if a record has no times
	 */
	Duration timeResolution();

	/**
	 * Returns the coordinates of this lock, as reported in the status. Two locks with the
	 * same coordinates are the same lock.
	 * @return the coordinates, the same on each call
	 */
	LockCoordinates coordinates();

}
