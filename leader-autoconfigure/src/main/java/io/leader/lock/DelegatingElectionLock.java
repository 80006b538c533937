package io.leader.lock;

import java.time.Duration;

/**
 * Base class for locks that wrap another lock. Passes each call on to that lock. A
 * subclass overrides the methods that it needs to intercept, and invokes the same method
 * on {@link #delegate()}. The exception is {@link #readFirst}, which invokes
 * {@link #read} of this lock, since a subclass might have overridden {@code read}. A
 * subclass that does not override {@code read} can override {@code readFirst} to invoke
 * {@code readFirst} on the wrapped lock.
 * <p>
 * The methods that return the lock's traits are final, so that wrapping a lock does not
 * change its kind. If a decorator hid that a lock is held for life, a follower would take
 * the lock from a leader that is still alive.
 *
 * @since 0.1.0
 */
public abstract class DelegatingElectionLock implements ElectionLock, AutoCloseable {

	private final ElectionLock delegate;

	/**
	 * Wraps a lock.
	 * @param delegate the lock to wrap
	 */
	protected DelegatingElectionLock(ElectionLock delegate) {
		this.delegate = delegate;
	}

	/**
	 * Returns the wrapped lock, which may itself wrap another.
	 * @return the lock to which calls are passed on
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
	 * Closes the wrapped lock if it can be closed. A subclass that overrides this method
	 * to close its own resources must also call {@code super.close()}.
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
