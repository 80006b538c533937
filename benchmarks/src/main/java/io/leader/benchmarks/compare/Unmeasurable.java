package io.leader.benchmarks.compare;

/**
 * Thrown when something cannot be measured as requested, usually because of the
 * environment. The message states the reason.
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
