package io.leader.kubernetes;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

import io.leader.lock.LockException;
import io.leader.lock.LockWatch;
import io.leader.lock.PrintableText;

/**
 * Sends requests with a timeout, and opens streams of watch events. Bodies are JSON
 * trees, so fields that are unknown to this library are not lost.
 */
public final class KubernetesApi {

	private static final ObjectMapper json = new ObjectMapper();

	private static final int LONGEST_MESSAGE = 500;

	/**
	 * A response from the API server.
	 *
	 * @param code the HTTP status
	 * @param retryAfter how long to wait, if specified by the server
	 * @param body the JSON body; empty if there is none or it is not a JSON object
	 */
	public record Response(int code, @Nullable Duration retryAfter, ObjectNode body) {

		/**
		 * Returns a human-readable message.
		 * @return the code, followed by the server's message if there is one
		 */
		public String message() {
			return hasMessage() ? "HTTP " + this.code + ", " + PrintableText.of(raw(), LONGEST_MESSAGE)
					: "HTTP " + this.code;
		}

		/**
		 * Returns whether the response has a message in addition to the code.
		 * @return {@code true} if there is a message
		 */
		public boolean hasMessage() {
			return !raw().isEmpty();
		}

		/**
		 * Returns whether the API server's message contains the given words.
		 * @param words the words
		 * @return {@code true} if it does
		 */
		public boolean messageContains(String words) {
			return raw().contains(words);
		}

		private String raw() {
			return this.body.path("message").asString("");
		}

	}

	private final String server;

	private final ApiClient client;

	private final ApiStatistics statistics;

	KubernetesApi(String server, ApiClient client, ApiStatistics statistics) {
		this.server = server.endsWith("/") ? server.substring(0, server.length() - 1) : server;
		this.client = client;
		this.statistics = statistics;
	}

	/**
	 * Reads an object.
	 * @param path the object's path
	 * @param timeout how long the request may take
	 * @return the response, regardless of its code
	 * @throws LockException if no response is received, or if a successful response is
	 * not a JSON object
	 */
	public Response get(String path, Duration timeout) {
		return send(request(path, timeout), timeout);
	}

	/**
	 * Creates an object.
	 * @param path the path of the collection
	 * @param body the object
	 * @param timeout how long the request may take
	 * @return the response, regardless of its code
	 * @throws LockException if no response is received, or if a successful response is
	 * not a JSON object; the write may or may not have been applied
	 */
	public Response post(String path, ObjectNode body, Duration timeout) {
		return send(request(path, timeout).post("application/json", body.toString()), timeout);
	}

	/**
	 * Replaces an object.
	 * @param path the object's path
	 * @param body the object
	 * @param timeout how long the request may take
	 * @return the response, regardless of its code
	 * @throws LockException if no response is received, or if a successful response is
	 * not a JSON object; the write may or may not have been applied
	 */
	public Response put(String path, ObjectNode body, Duration timeout) {
		return send(request(path, timeout).put("application/json", body.toString()), timeout);
	}

	/**
	 * Builds but does not send the request that replaces an object, to load its classes.
	 * @param path the object's path
	 * @param body the object
	 */
	public void prepare(String path, ObjectNode body) {
		request(path, Duration.ofSeconds(1)).put("application/json", body.toString()).build();
	}

	/**
	 * Deletes an object.
	 * @param path the object's path
	 * @param options the {@code DeleteOptions}, which contain the preconditions
	 * @param timeout how long the request may take
	 * @return the response, regardless of its code
	 * @throws LockException if no response is received, or if a successful response is
	 * not a JSON object; the deletion may or may not have been applied
	 */
	public Response delete(String path, ObjectNode options, Duration timeout) {
		return send(request(path, timeout).delete("application/json", options.toString()), timeout);
	}

	Response patch(String path, ObjectNode body, Duration timeout) {
		return send(request(path, timeout).patch("application/merge-patch+json", body.toString()), timeout);
	}

	/**
	 * Opens a stream of watch events.
	 * @param path the path, including the query
	 * @param watcher receives each event
	 * @param timeout how long opening the stream may take
	 * @return the head of the response, and the stream if the code is 200
	 * @throws LockException if no response is received
	 */
	public Stream stream(String path, ObjectWatcher watcher, Duration timeout) {
		WatchEvents events = new WatchEvents(watcher);
		HttpRequest request = request(path, timeout).forStreaming().build();
		HttpResponse<AsyncBody> response = await(this.client.watches().consumeBytes(request, events), events, timeout);
		AsyncBody body = response.body();
		if (response.code() != 200) {
			this.statistics.refused(response.code());
			body.cancel();
			return new Stream(new Response(response.code(), retryAfter(response), json.createObjectNode()), null);
		}
		events.endsWith(body.done());
		body.consume();
		return new Stream(new Response(response.code(), null, json.createObjectNode()), body::cancel);
	}

	/**
	 * The result of an attempt to open a stream.
	 *
	 * @param response the head of the response
	 * @param watch the open stream, or {@code null} if the server refused it
	 */
	public record Stream(Response response, @Nullable LockWatch watch) {
	}

	private HttpRequest.Builder request(String path, Duration timeout) {
		return this.client.http()
			.newHttpRequestBuilder()
			.uri(URI.create(this.server + path))
			.header("Accept", "application/json")
			.timeout(Math.max(1, timeout.toMillis()), TimeUnit.MILLISECONDS);
	}

	private Response send(HttpRequest.Builder request, Duration timeout) {
		HttpRequest built = request.build();
		long sent = System.currentTimeMillis();
		ReceivedText text = new ReceivedText();
		ReceivedText.Whole received;
		try (ApiClient.Use call = this.client.call()) {
			received = await(call.http().consumeBytes(built, text).thenCompose(text::read), text, timeout);
		}
		HttpResponse<AsyncBody> response = received.head();
		this.statistics.responseReceived(response.header("Date"), sent, System.currentTimeMillis());
		if (response.code() >= 400 && !(response.code() == 404 && "GET".equals(built.method()))) {
			this.statistics.refused(response.code());
		}
		ObjectNode body = parse(received.body());
		if (body == null && response.code() < 300) {
			throw new LockException(LockException.Kind.FAILED,
					"The API server at %s returned a response that is not a JSON object.".formatted(this.server), null);
		}
		return new Response(response.code(), retryAfter(response), (body != null) ? body : json.createObjectNode());
	}

	private <T> T await(CompletableFuture<T> future, Reception reception, Duration timeout) {
		try {
			return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			throw abandoned(reception, (ex.getCause() != null) ? ex.getCause() : ex);
		}
		catch (TimeoutException ex) {
			throw abandoned(reception, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw abandoned(reception, ex);
		}
	}

	private LockException abandoned(Reception reception, Throwable cause) {
		reception.abandon();
		this.statistics.unreachable();
		String text = (cause.getMessage() != null) ? ": " + PrintableText.of(cause.getMessage()) : "";
		return new LockException(LockException.Kind.FAILED,
				"The API server at %s could not be reached or did not respond in time (%s%s).".formatted(this.server,
						cause.getClass().getSimpleName(), text),
				cause);
	}

	static @Nullable ObjectNode parse(byte[] body) {
		return parse(new String(body, StandardCharsets.UTF_8));
	}

	/**
	 * Parses a JSON object.
	 * @param text the text
	 * @return the object, or {@code null} if the text is not a JSON object
	 */
	public static @Nullable ObjectNode parse(String text) {
		try {
			JsonNode tree = json.readTree(text);
			return (tree instanceof ObjectNode object) ? object : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	/**
	 * Returns what remains of a timeout that several requests share.
	 * @param deadline the end of the timeout, as a reading of {@link System#nanoTime()}
	 * @return the remaining time, always positive
	 */
	public static Duration left(long deadline) {
		return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
	}

	/**
	 * Encodes a name as a single path segment, regardless of the characters it contains.
	 * @param name the name
	 * @return the encoded name
	 */
	public static String segment(String name) {
		return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
	}

	/**
	 * Creates an empty JSON object.
	 * @return an object without fields
	 */
	public static ObjectNode object() {
		return json.createObjectNode();
	}

	private static @Nullable Duration retryAfter(HttpResponse<?> response) {
		return RetryAfter.parse(response.header("Retry-After"), response.header("Date"));
	}

}
