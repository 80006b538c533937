package io.leader.lock;

import java.time.Duration;

/**
 * The one object that the candidates of an election compete for, wherever it is kept.
 * This is what to implement for a new kind of lock.
 * <p>
 * The contract, which every implementation's test checks by extending
 * {@code ElectionLockContract}:
 * <ul>
 * <li>Every write is compare-and-set: of several writers that start from the same
 * version, one succeeds.</li>
 * <li>Versions grow with every change, also across deletion; they serve as fencing
 * tokens.</li>
 * <li>A read shows every write that had been acknowledged, to anyone, before the read was
 * sent.</li>
 * <li>A record reads as it was written, times to the {@link #timeResolution() resolution}
 * that the lock states.</li>
 * <li>A call that cannot finish within its time-out fails with
 * {@link LockException.Kind#FAILED}; whether a write took effect is then unknown.</li>
 * </ul>
 * Calls block, come from several threads, and never from the thread that takes the
 * decisions.
 * <p>
 * The traits of a lock ({@link #verifiesHolder()}, {@link #isHeldForLife()},
 * {@link #timeResolution()}, {@link #coordinates()}) say what kind of lock this is. They
 * are constant, have no defaults and send nothing. What wraps a lock extends
 * {@link DelegatingElectionLock}, which passes all of them on.
 */
public interface ElectionLock {

	/**
	 * Reads the lock.
	 * @param timeout how long this may take
	 * @return what is there now; an absent lock is no error
	 * @throws LockException if it could not be read
	 */
	LockSnapshot read(Duration timeout);

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
	 * Writes a record if the lock still is in the version of a snapshot. All that the
	 * lock's object holds besides the record is kept.
	 * @param expected what was seen
	 * @param record the new record
	 * @param timeout how long this may take
	 * @return the lock as written
	 * @throws LockException of kind {@code CONFLICT} if the lock changed or is gone, of
	 * another kind if it could not be written
	 */
	LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout);

	/**
	 * Watches the lock from a version on. What is observed only makes the election
	 * faster; no safety rests on it.
	 * @param from the version after which changes are wanted; for an absent lock,
	 * everything there is
	 * @param watcher told of each change, in order
	 * @param timeout how long opening the watch may take
	 * @return the open watch
	 * @throws LockException of kind {@code DENIED} if this candidate may not watch, which
	 * is answered by polling
	 */
	LockWatch watch(LockSnapshot from, LockWatcher watcher, Duration timeout);

	/**
	 * Whether reading tells if a holder no longer exists
	 * ({@link LockSnapshot#withHolderGone()}). If so, followers who wait for a holder
	 * read when the lock was deleted, and now and then if it is held for life.
	 * @return {@code true} if this lock looks at holders
	 */
	boolean verifiesHolder();

	/**
	 * Whether a holder keeps this lock, without renewing it, until it is verified to be
	 * gone. If so, a leader's authority ends only when it sees the lock deleted, edited
	 * or in other hands, and followers wait for nothing else. A lock that is held for
	 * life {@linkplain #verifiesHolder() verifies its holder}, or nobody ever follows a
	 * dead leader.
	 * @return {@code true} if records do not expire
	 */
	boolean isHeldForLife();

	/**
	 * The resolution at which the times of a record are kept. Two times that are less
	 * than this apart may read as the same, so a renewal that must change the record
	 * moves its time on by at least this much.
	 * @return the resolution, or {@link Duration#ZERO} if a record has no times
	 */
	Duration timeResolution();

	/**
	 * Says which lock this is, for the status. Two locks with the same coordinates are
	 * the same lock.
	 * @return its coordinates, the same at each call
	 */
	LockCoordinates coordinates();

}
