package io.leader.guard;

import java.util.function.ToLongFunction;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Handles a {@link NotLeaderException} in Spring MVC and WebFlux. Responds with status
 * 503, a {@code Retry-After} header, and the leader's identity, if known.
 * <p>
 * Internal: may change without notice.
 */
@RestControllerAdvice
public final class NotLeaderAdvice {

	private final ToLongFunction<String> retryAfterSeconds;

	/**
	 * Creates a new instance.
	 * @param retryAfterSeconds returns the value of the {@code Retry-After} header for
	 * the name of an election
	 */
	public NotLeaderAdvice(ToLongFunction<String> retryAfterSeconds) {
		this.retryAfterSeconds = retryAfterSeconds;
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> handle(NotLeaderException exception) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE,
				String.valueOf(exception.getMessage()));
		problem.setTitle("Not the leader");
		problem.setProperty("election", exception.getElection());
		problem.setProperty("leader", exception.getLeader());
		return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
			.header(HttpHeaders.RETRY_AFTER, Long.toString(this.retryAfterSeconds.applyAsLong(exception.getElection())))
			.body(problem);
	}

}
