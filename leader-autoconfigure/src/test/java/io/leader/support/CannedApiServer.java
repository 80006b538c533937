package io.leader.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import com.sun.net.httpserver.HttpExchange;

/**
 * A server that returns the responses that a test has prepared, by method and raw path.
 * It responds to all other requests as an API server does when an object does not exist.
 */
public final class CannedApiServer extends LoopbackApiServer {

	/**
	 * A response.
	 *
	 * @param code the HTTP status
	 * @param headers the headers
	 * @param body the body
	 */
	record Canned(int code, Map<String, String> headers, String body) {
	}

	private final Map<String, Canned> responses = new ConcurrentHashMap<>();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private volatile String accepted;

	private volatile CountDownLatch held = new CountDownLatch(0);

	/**
	 * Records requests, but does not respond to them until the returned action is run. A
	 * request that has waited 10 seconds fails.
	 */
	public Runnable holdRequests() {
		CountDownLatch latch = new CountDownLatch(1);
		this.held = latch;
		return latch::countDown;
	}

	public void respond(String request, int code, String body) {
		respond(request, code, Map.of(), body);
	}

	public void respond(String request, int code, Map<String, String> headers, String body) {
		this.responses.put(request, new Canned(code, headers, body));
	}

	/**
	 * Accepts only requests with the given bearer token. Responds to all others with 401,
	 * as an API server does.
	 */
	public void accept(String token) {
		this.accepted = token;
	}

	/**
	 * Discards the prepared responses and the recorded requests, but keeps the accepted
	 * token.
	 */
	public void reset() {
		this.responses.clear();
		this.requests.clear();
	}

	/**
	 * Returns the requests, each with its method, raw path, and body if there was one.
	 */
	public List<String> requests() {
		return this.requests;
	}

	@Override
	void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String path = exchange.getRequestURI().getRawPath();
			String request = exchange.getRequestMethod() + " " + path;
			String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
			this.requests.add((request + " " + sent).strip());
			awaitRelease(this.held);
			String authorization = exchange.getRequestHeaders().getFirst("Authorization");
			Canned response = (this.accepted != null && !("Bearer " + this.accepted).equals(authorization))
					? new Canned(401, Map.of(), "{}") : this.responses.getOrDefault(request,
							new Canned(404, Map.of(), notFound(path.substring(path.lastIndexOf('/') + 1))));
			response.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
			byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(response.code(), (body.length > 0) ? body.length : -1);
			exchange.getResponseBody().write(body);
		}
	}

	public static String notFound(String name) {
		return """
				{"kind":"Status","apiVersion":"v1","status":"Failure","message":"\\"%s\\" not found",
				 "reason":"NotFound","details":{"name":"%s"},"code":404}""".formatted(name, name);
	}

}
