package io.leader.kubernetes;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import org.jspecify.annotations.Nullable;

/**
 * An HTTP client with timeouts that cover only the time until the head of the response
 * arrives, as they did before JDK 26. Since JDK 26 (JDK-8208693), the timeout of a
 * request also covers the body, so it would end every stream. If the head does not arrive
 * in time, the request is canceled, which closes its connection.
 */
final class HeadTimeoutClient extends HttpClient {

	/** Longer than any stream, since the timeout of a request cannot be removed. */
	private static final Duration UNLIMITED = Duration.ofDays(365);

	private final HttpClient client;

	HeadTimeoutClient(HttpClient client) {
		this.client = client;
	}

	@Override
	public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
		return limited(request, this.client.sendAsync(unlimited(request), handler));
	}

	@Override
	public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler,
			@Nullable PushPromiseHandler<T> pushes) {
		return limited(request, this.client.sendAsync(unlimited(request), handler, pushes));
	}

	private static HttpRequest unlimited(HttpRequest request) {
		return request.timeout().isEmpty() ? request
				: HttpRequest.newBuilder(request, (name, value) -> true).timeout(UNLIMITED).build();
	}

	private static <T> CompletableFuture<HttpResponse<T>> limited(HttpRequest request,
			CompletableFuture<HttpResponse<T>> response) {
		return request.timeout().map((timeout) -> cancelAfter(timeout, response)).orElse(response);
	}

	private static <T> CompletableFuture<HttpResponse<T>> cancelAfter(Duration timeout,
			CompletableFuture<HttpResponse<T>> response) {
		return response.copy().orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS).whenComplete((head, failure) -> {
			if (failure instanceof TimeoutException) {
				response.cancel(true);
			}
		});
	}

	@Override
	public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
			throws IOException, InterruptedException {
		return this.client.send(request, handler);
	}

	@Override
	public WebSocket.Builder newWebSocketBuilder() {
		return this.client.newWebSocketBuilder();
	}

	@Override
	public Optional<CookieHandler> cookieHandler() {
		return this.client.cookieHandler();
	}

	@Override
	public Optional<Duration> connectTimeout() {
		return this.client.connectTimeout();
	}

	@Override
	public Redirect followRedirects() {
		return this.client.followRedirects();
	}

	@Override
	public Optional<ProxySelector> proxy() {
		return this.client.proxy();
	}

	@Override
	public SSLContext sslContext() {
		return this.client.sslContext();
	}

	@Override
	public SSLParameters sslParameters() {
		return this.client.sslParameters();
	}

	@Override
	public Optional<Authenticator> authenticator() {
		return this.client.authenticator();
	}

	@Override
	public Version version() {
		return this.client.version();
	}

	@Override
	public Optional<Executor> executor() {
		return this.client.executor();
	}

}
