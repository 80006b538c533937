package io.leader.simulation;

/**
 * The failure of a call without a response. It has no stack trace, since there are many
 * such failures and their origin does not matter.
 */
final class NoResponse extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	NoResponse(String message) {
		super(message);
	}

	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

}
