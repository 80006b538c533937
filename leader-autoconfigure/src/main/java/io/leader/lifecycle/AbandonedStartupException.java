package io.leader.lifecycle;

/**
 * Thrown when an application is stopped while its startup waits for leadership.
 */
public final class AbandonedStartupException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	AbandonedStartupException(String election) {
		super("The application was stopped while it was waiting to lead '" + election + "'.");
	}

}
