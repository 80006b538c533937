package io.leader.lock;

import java.time.Duration;

/**
 * The base of everything that wraps a lock: passes each call on. A subclass overrides the
 * calls that it wants to see, and ends each of them with the same call on
 * {@link #delegate()}.
 * <p>
 * The traits are final: a wrapped lock is what it was. An election whose decorator hid
 * that its lock is held for life would take the lock from a live leader.
 */
public abstract class DelegatingElectionLock implements ElectionLock, AutoCloseable {

	private final ElectionLock delegate;

	/**
	 * Wraps a lock.
	 * @param delegate the lock
	 */
	protected DelegatingElectionLock(ElectionLock delegate) {
		this.delegate = delegate;
	}

	/**
	 * The wrapped lock, which may itself wrap another.
	 * @return the lock that calls are passed on to
	 */
	protected final ElectionLock delegate() {
		return this.delegate;
	}

	@Override
	public LockSnapshot read(Duration timeout) {
		return this.delegate.read(timeout);
	}

	@Override
	public LockSnapshot create(LockRecord record, Duration timeout) {
		return this.delegate.create(record, timeout);
	}

	@Override
	public LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout) {
		return this.delegate.replace(expected, record, timeout);
	}

	@Override
	public LockWatch watch(LockSnapshot from, LockWatcher watcher, Duration timeout) {
		return this.delegate.watch(from, watcher, timeout);
	}

	@Override
	public final boolean verifiesHolder() {
		return this.delegate.verifiesHolder();
	}

	@Override
	public final boolean isHeldForLife() {
		return this.delegate.isHeldForLife();
	}

	@Override
	public final Duration timeResolution() {
		return this.delegate.timeResolution();
	}

	@Override
	public final LockCoordinates coordinates() {
		return this.delegate.coordinates();
	}

	/**
	 * Closes the wrapped lock if it can be closed. A subclass that overrides this, to
	 * close something of its own, calls it too.
	 * @throws IllegalStateException if the wrapped lock could not be closed
	 */
	@Override
	public void close() {
		if (this.delegate instanceof AutoCloseable closeable) {
			try {
				closeable.close();
			}
			catch (Exception ex) {
				throw new IllegalStateException(this + " could not be closed", ex);
			}
		}
	}

	@Override
	public String toString() {
		return this.delegate.toString();
	}

}
