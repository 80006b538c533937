package io.leader.guard;

/**
 * Interrupts a call without leaving its thread interrupted after the call has returned.
 */
final class Interruption implements AutoCloseable {

	private final Thread thread;

	private boolean closed;

	private boolean interrupted;

	Interruption(Thread thread) {
		this.thread = thread;
	}

	synchronized void interrupt() {
		if (!this.closed) {
			this.interrupted = true;
			this.thread.interrupt();
		}
	}

	/**
	 * Ends the call, on the call's thread. Clears an interrupt that the call has not
	 * handled.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		if (this.interrupted) {
			Thread.interrupted();
		}
	}

}
