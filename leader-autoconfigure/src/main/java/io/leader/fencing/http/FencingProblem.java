package io.leader.fencing.http;

import java.net.URI;
import java.util.Map;
import java.util.Objects;

import org.springframework.boot.json.JsonWriter;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/**
 * Creates the RFC 9457 problem details for rejected requests, and converts them to JSON.
 * The filters cannot use the application's message converters, and the application might
 * not have a JSON library, so the conversion requires neither.
 */
final class FencingProblem {

	private static final JsonWriter<ProblemDetail> JSON = JsonWriter.of((members) -> {
		members.add("type", ProblemDetail::getType).whenNotNull();
		members.add("title", ProblemDetail::getTitle).whenNotNull();
		members.add("status", ProblemDetail::getStatus);
		members.add("detail", ProblemDetail::getDetail).whenNotNull();
		members.add().usingPairs((problem, pairs) -> properties(problem).forEach(pairs));
	});

	private FencingProblem() {
	}

	static ProblemDetail staleToken(FencingToken token, long largest) {
		ProblemDetail problem = problem(HttpStatus.CONFLICT, "stale-fencing-token", "Stale fencing token",
				"The request carries token %d of election '%s', but token %d has already been seen. The sender of the request no longer leads."
					.formatted(token.value(), token.election(), largest));
		problem.setProperty("election", token.election());
		problem.setProperty("ownToken", token.value());
		problem.setProperty("foundToken", largest);
		return problem;
	}

	static ProblemDetail malformedToken(String header) {
		return problem(HttpStatus.BAD_REQUEST, "malformed-fencing-token", "Malformed fencing token",
				"%s must be a single decimal number from 0 to %d.".formatted(header, Long.MAX_VALUE));
	}

	static ProblemDetail missingToken(String header) {
		return problem(HttpStatus.BAD_REQUEST, "missing-fencing-token", "Missing fencing token",
				"The request requires the header %s with the fencing token of its sender.".formatted(header));
	}

	static ProblemDetail malformedElection(String header) {
		return problem(HttpStatus.BAD_REQUEST, "malformed-election", "Malformed election",
				"%s must be the percent-encoded name of a single election.".formatted(header));
	}

	static ProblemDetail unknownElection(String header, String election) {
		ProblemDetail problem = problem(HttpStatus.BAD_REQUEST, "unknown-election", "Unknown election",
				(election.isEmpty()
						? "Leaders of several elections may send such requests, so the request requires the header %s."
						: "%s does not name an election whose leader may send the request.")
					.formatted(header));
		problem.setProperty("election", election);
		return problem;
	}

	static ProblemDetail tooManyElections(String election) {
		ProblemDetail problem = problem(HttpStatus.SERVICE_UNAVAILABLE, "too-many-elections", "Too many elections",
				"The receiver has seen %d elections and cannot store the tokens of any others. On the receiver, set leader.fencing.http.receiver.elections to the elections whose leaders may send requests."
					.formatted(InMemoryTokenStore.MAX_ELECTIONS));
		problem.setProperty("election", election);
		return problem;
	}

	private static ProblemDetail problem(HttpStatus status, String type, String title, String detail) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
		problem.setType(URI.create("urn:leader:" + type));
		problem.setTitle(title);
		return problem;
	}

	private static Map<String, Object> properties(ProblemDetail problem) {
		return Objects.requireNonNullElse(problem.getProperties(), Map.of());
	}

	static byte[] toJson(ProblemDetail problem) {
		return JSON.write(problem).toByteArray();
	}

}
