package io.leader.simulation;

/**
 * The end of a call to which no answer comes. It has no stack trace: there are many, and
 * nobody looks at where they come from.
 */
final class Unanswered extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	Unanswered(String message) {
		super(message);
	}

	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

}
