package io.leader.engine.machine;

import java.util.OptionalLong;

import io.leader.lock.LockException.Kind;

/**
 * A call to the lock that did not succeed.
 *
 * @param kind what it means
 * @param message a sentence for people
 * @param retryAfter how long the other side asked to be left alone, in nanoseconds
 */
public record Failure(Kind kind, String message, OptionalLong retryAfter) {

	boolean isConflict() {
		return this.kind == Kind.CONFLICT;
	}

}
