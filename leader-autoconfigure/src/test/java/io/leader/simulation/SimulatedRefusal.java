package io.leader.simulation;

import java.time.Duration;

import io.leader.lock.LockException;

/**
 * An error response of the modeled server, or the end of a watch. It has no stack trace,
 * since there are many such errors and their origin does not matter.
 */
final class SimulatedRefusal extends LockException {

	private static final long serialVersionUID = 1L;

	SimulatedRefusal(Kind kind, String message) {
		this(kind, message, null);
	}

	SimulatedRefusal(Kind kind, String message, Duration retryAfter) {
		super(kind, message, null, retryAfter);
	}

	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

}
