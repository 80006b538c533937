package io.leader.engine.machine;

import java.util.OptionalLong;

import io.leader.lock.LockException.Kind;

/**
 * The failure of a call to the lock.
 *
 * @param kind what the failure means for the election
 * @param message a human-readable sentence
 * @param retryAfter the pause that the server requested, in nanoseconds; empty if it
 * requested none
 */
public record Failure(Kind kind, String message, OptionalLong retryAfter) {

	boolean isConflict() {
		return this.kind == Kind.CONFLICT;
	}

}
