package io.leader.guard;

/**
 * An interrupt that does not outlive the call that it is for.
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
	 * Ends the call, on its own thread. An interrupt that the call has not noticed is
	 * taken back.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		if (this.interrupted) {
			Thread.interrupted();
		}
	}

}
