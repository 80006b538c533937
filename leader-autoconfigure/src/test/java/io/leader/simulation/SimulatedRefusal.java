package io.leader.simulation;

import java.time.Duration;

import io.leader.lock.LockException;

/**
 * A refusal by the modeled server. It has no stack trace, since there are many refusals
 * and their origin does not matter.
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
