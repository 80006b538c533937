package io.leader.fencing.http;

import org.springframework.http.ProblemDetail;

/**
 * The result of checking the fencing token of a request.
 */
sealed interface RequestFence {

	/**
	 * The request carries no token and does not require one.
	 */
	record None() implements RequestFence {
	}

	/**
	 * The request carries a token.
	 *
	 * @param token the token
	 */
	record Token(FencingToken token) implements RequestFence {
	}

	/**
	 * The request is rejected.
	 *
	 * @param problem the problem detail to send as the response
	 */
	record Refused(ProblemDetail problem) implements RequestFence {
	}

}
