package io.leader.engine.machine;

import java.util.OptionalLong;

/**
 * A call to the lock that did not succeed.
 *
 * @param kind what it means
 * @param message a sentence for people
 * @param retryAfter how long the other side asked to be left alone, in nanoseconds
 */
public record Failure(Kind kind, String message, OptionalLong retryAfter) {

	/**
	 * What a failed call means.
	 */
	public enum Kind {

		/**
		 * The lock was not in the expected version: it was not written.
		 */
		CONFLICT,

		/**
		 * This candidate lacks a right.
		 */
		DENIED,

		/**
		 * Anything else. A write may or may not have been applied.
		 */
		UNKNOWN

	}

	boolean isConflict() {
		return this.kind == Kind.CONFLICT;
	}

}
