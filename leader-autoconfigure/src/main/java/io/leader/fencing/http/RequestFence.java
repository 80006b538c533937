package io.leader.fencing.http;

import org.springframework.http.ProblemDetail;

/**
 * What a receiver makes of a request.
 */
sealed interface RequestFence {

	/**
	 * It carries no token and needs none.
	 */
	record None() implements RequestFence {
	}

	/**
	 * It carries a token.
	 *
	 * @param token the token
	 */
	record Token(FencingToken token) implements RequestFence {
	}

	/**
	 * It is refused.
	 *
	 * @param problem the answer
	 */
	record Refused(ProblemDetail problem) implements RequestFence {
	}

}
