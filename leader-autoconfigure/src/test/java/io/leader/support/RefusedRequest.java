package io.leader.support;

import java.net.http.HttpResponse;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Asserts that a request to an endpoint is refused with problem details that state the
 * reason.
 */
public final class RefusedRequest {

	private static final ObjectMapper json = new ObjectMapper();

	private RefusedRequest() {
	}

	public static void assertRefused(HttpResponse<String> response, String sentence) throws Exception {
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
		JsonNode problem = json.readTree(response.body());
		assertThat(problem.path("status").asInt()).isEqualTo(400);
		assertThat(problem.path("title").asString()).isEqualTo("Bad Request");
		assertThat(problem.path("detail").asString()).contains(sentence);
	}

}
