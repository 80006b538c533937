package io.leader.lock;

import java.io.Serial;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a call to a lock fails. The message is for the log and the status. It is a
 * sentence that names the object and, if possible, describes how to fix the problem.
 *
 * @since 0.1.0
 */
public class LockException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * What a failed call means for the election.
	 */
	public enum Kind {

		/**
		 * The lock was not at the expected version, so it was not written.
		 */
		CONFLICT,

		/**
		 * This candidate is not allowed to make the call, usually because it lacks a
		 * permission. The lock was not written, and a retry helps only after the obstacle
		 * has been removed.
		 */
		DENIED,

		/**
		 * Any other failure. A write may or may not have been applied.
		 */
		FAILED

	}

	private final Kind kind;

	private final @Nullable Duration retryAfter;

	/**
	 * Creates an exception.
	 * @param kind what the failure means for the election
	 * @param message a sentence
	 * @param cause the cause, if there is one
	 */
	public LockException(Kind kind, String message, @Nullable Throwable cause) {
		this(kind, message, cause, null);
	}

	/**
	 * Creates an exception that specifies when to retry.
	 * @param kind what the failure means for the election
	 * @param message a sentence
	 * @param cause the cause, if there is one
	 * @param retryAfter how long to wait before the next call, if the server requested a
	 * delay
	 */
	public LockException(Kind kind, String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
		super(message, cause);
		this.kind = kind;
		this.retryAfter = retryAfter;
	}

	/**
	 * Returns what this failure means for the election.
	 * @return the kind
	 */
	public Kind kind() {
		return this.kind;
	}

	/**
	 * Returns how long to wait before the next call, as requested by the server.
	 * @return the delay, or {@code null} if none was requested
	 */
	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

	@Override
	public String getMessage() {
		return String.valueOf(super.getMessage());
	}

}
