package io.leader.guard;

import org.jspecify.annotations.Nullable;

/**
 * Interrupts a call without leaving its thread interrupted after the call has returned.
 * Calls can be nested on a thread. An inner call leaves its thread interrupted if an
 * enclosing call was interrupted, too, since the enclosing call might not have handled
 * its interrupt yet.
 */
final class Interruption implements AutoCloseable {

	private static final ThreadLocal<@Nullable Interruption> innermost = new ThreadLocal<>();

	private final Thread thread = Thread.currentThread();

	private final @Nullable Interruption enclosing = innermost.get();

	private boolean closed;

	private boolean interrupted;

	/**
	 * Begins a call on the current thread.
	 */
	Interruption() {
		innermost.set(this);
	}

	synchronized void interrupt() {
		if (!this.closed) {
			this.interrupted = true;
			this.thread.interrupt();
		}
	}

	/**
	 * Ends the call. Must be called on the call's thread. Clears an interrupt that the
	 * call has not handled, unless an enclosing call was interrupted, too.
	 */
	@Override
	public void close() {
		if (this.enclosing != null) {
			innermost.set(this.enclosing);
		}
		else {
			innermost.remove();
		}
		if (end()) {
			Thread.interrupted();
			restore();
		}
	}

	private synchronized boolean end() {
		this.closed = true;
		return this.interrupted;
	}

	/**
	 * Interrupts the thread again if an enclosing call was interrupted.
	 */
	private void restore() {
		for (Interruption outer = this.enclosing; outer != null; outer = outer.enclosing) {
			if (outer.isInterrupted()) {
				this.thread.interrupt();
				return;
			}
		}
	}

	private synchronized boolean isInterrupted() {
		return this.interrupted;
	}

}
