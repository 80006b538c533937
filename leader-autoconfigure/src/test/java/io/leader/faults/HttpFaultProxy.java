package io.leader.faults;

import java.net.URI;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.PoolOptions;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import org.slf4j.LoggerFactory;

/**
 * A proxy between one replica and the API server. It injects faults into requests and
 * responses.
 */
final class HttpFaultProxy implements AutoCloseable {

	/**
	 * The fault of a request.
	 */
	enum Fault {

		/** No fault. */
		NONE,
		/**
		 * The request is refused with a {@code Retry-After} header, and is not forwarded.
		 */
		TOO_MANY_REQUESTS,
		/** The response is an error, and the request is not forwarded. */
		ERROR_500, ERROR_503,
		/** The response is a conflict, and the request is not forwarded. */
		CONFLICT,
		/** The request is denied and is not forwarded. */
		FORBIDDEN, UNAUTHORIZED,
		/**
		 * The request takes effect, but the response is cut off. Watches are unaffected.
		 */
		TRUNCATED,
		/**
		 * The request takes effect, but the response is a web page. Watches are
		 * unaffected.
		 */
		HTML,
		/** The request takes effect, but the response is ten seconds late. */
		LATE,
		/** Watches receive no response. */
		SILENT_WATCH,
		/** Watches end immediately. */
		EMPTY_WATCH,
		/** Writes receive no response and are not forwarded. */
		SILENT_WRITES

	}

	private final Vertx vertx = Vertx.vertx();

	private final HttpServer server;

	private final Random random = new Random();

	private volatile Fault fault = Fault.NONE;

	private volatile double probability = 1;

	private final AtomicReference<Fault> once = new AtomicReference<>(Fault.NONE);

	static {
		// Connections break on purpose, so the errors that Vert.x would log are of no
		// interest.
		((Logger) LoggerFactory.getLogger("io.vertx")).setLevel(Level.OFF);
	}

	HttpFaultProxy(URI apiServer) {
		HttpProxy proxy = HttpProxy.reverseProxy(
				this.vertx.createHttpClient(new HttpClientOptions().setSsl(true).setTrustAll(true).setVerifyHost(false),
						new PoolOptions().setHttp1MaxSize(50)));
		proxy.origin(apiServer.getPort(), apiServer.getHost());
		proxy.addInterceptor(new ProxyInterceptor() {

			@Override
			public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
				return handle(context);
			}

		});
		this.server = this.vertx.createHttpServer()
			.requestHandler(proxy)
			.listen(0, "127.0.0.1")
			.toCompletionStage()
			.toCompletableFuture()
			.orTimeout(10, TimeUnit.SECONDS)
			.join();
	}

	int port() {
		return this.server.actualPort();
	}

	/**
	 * Injects a fault into each applicable request with a given probability.
	 */
	void inject(Fault wanted, double wantedProbability) {
		this.fault = wanted;
		this.probability = wantedProbability;
	}

	void heal() {
		this.fault = Fault.NONE;
		this.once.set(Fault.NONE);
	}

	/**
	 * Injects a fault into the next write only.
	 */
	void injectIntoNextWrite(Fault wanted) {
		this.once.set(wanted);
	}

	/**
	 * Returns whether a fault is pending for the next write.
	 */
	boolean awaitsWrite() {
		return this.once.get() != Fault.NONE;
	}

	private Future<ProxyResponse> handle(ProxyContext context) {
		ProxyRequest request = context.request();
		boolean watch = request.getURI().contains("watch=true");
		boolean write = !HttpMethod.GET.equals(request.getMethod());
		boolean hit = this.random.nextDouble() < this.probability;
		Fault next = write ? this.once.getAndSet(Fault.NONE) : Fault.NONE;
		return switch ((next != Fault.NONE) ? next : hit ? this.fault : Fault.NONE) {
			case CONFLICT -> Future.succeededFuture(respond(request, 409, "{\"message\":\"injected\"}"));
			case NONE -> context.sendRequest();
			case TOO_MANY_REQUESTS -> {
				ProxyResponse response = respond(request, 429, "{}");
				response.putHeader("Retry-After", "1");
				yield Future.succeededFuture(response);
			}
			case ERROR_500 -> Future.succeededFuture(respond(request, 500, "{\"message\":\"injected\"}"));
			case ERROR_503 -> Future.succeededFuture(respond(request, 503, "injected"));
			case FORBIDDEN -> Future.succeededFuture(respond(request, 403, "{\"message\":\"injected\"}"));
			case UNAUTHORIZED -> Future.succeededFuture(respond(request, 401, "{\"message\":\"Unauthorized\"}"));
			case TRUNCATED -> watch ? context.sendRequest()
					: context.sendRequest().map((response) -> body(response, "{\"kind\":\"Lease\",\"spec\":{"));
			case HTML -> watch ? context.sendRequest()
					: context.sendRequest().map((response) -> body(response, "<html><body>Welcome</body></html>"));
			case LATE -> context.sendRequest().compose((response) -> later(response, 10_000));
			case SILENT_WATCH -> watch ? never() : context.sendRequest();
			case EMPTY_WATCH -> watch ? Future.succeededFuture(respond(request, 200, "")) : context.sendRequest();
			case SILENT_WRITES -> write ? never() : context.sendRequest();
		};
	}

	private static Future<ProxyResponse> never() {
		return Promise.<ProxyResponse>promise().future();
	}

	private Future<ProxyResponse> later(ProxyResponse response, long millis) {
		Promise<ProxyResponse> promise = Promise.promise();
		this.vertx.setTimer(millis, (timer) -> promise.complete(response));
		return promise.future();
	}

	private static ProxyResponse respond(ProxyRequest request, int code, String body) {
		return request.release().response().setStatusCode(code).setBody(Body.body(Buffer.buffer(body)));
	}

	private static ProxyResponse body(ProxyResponse response, String body) {
		return response.release().setBody(Body.body(Buffer.buffer(body)));
	}

	@Override
	public void close() {
		this.vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
	}

}
