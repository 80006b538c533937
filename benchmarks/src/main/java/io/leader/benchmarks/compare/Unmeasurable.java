package io.leader.benchmarks.compare;

/**
 * Something cannot be measured here, and the message says why.
 */
final class Unmeasurable extends RuntimeException {

	private static final long serialVersionUID = 1L;

	Unmeasurable(String reason) {
		super(reason);
	}

	Unmeasurable(String reason, Throwable cause) {
		super(reason, cause);
	}

}
