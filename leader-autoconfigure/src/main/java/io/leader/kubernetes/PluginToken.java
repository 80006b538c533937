package io.leader.kubernetes;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the token that a credential plugin returned. When the API server refuses the
 * token, runs the plugin again and repeats the request with the new token.
 * <p>
 * The plugin runs on a separate thread, so a plugin that hangs does not delay any request
 * beyond the timeout of that request. Requests that are refused while the plugin is
 * running wait for the end of that run. If the run takes longer than a minute, the next
 * request that is refused starts another run.
 * <p>
 * Thread-safe.
 */
final class PluginToken implements Interceptor {

	private static final Logger logger = LoggerFactory.getLogger(PluginToken.class);

	private static final String HEADER = "Authorization";

	private static final int UNAUTHORIZED = 401;

	private static final int FORBIDDEN = 403;

	private static final long LONGEST_RUN_NANOS = Duration.ofMinutes(1).toNanos();

	private final Supplier<@Nullable String> plugin;

	private final LongSupplier nanoTime;

	private volatile Optional<String> header;

	private CompletableFuture<Optional<String>> run = CompletableFuture.completedFuture(Optional.empty());

	private long started;

	/**
	 * Creates an interceptor.
	 * @param token the token that the plugin has already returned, or {@code null} if the
	 * plugin has failed
	 * @param plugin runs the plugin and returns the new token, or {@code null} if the
	 * plugin fails
	 * @param nanoTime the monotonic clock
	 */
	PluginToken(@Nullable String token, Supplier<@Nullable String> plugin, LongSupplier nanoTime) {
		this.header = header(token);
		this.plugin = plugin;
		this.nanoTime = nanoTime;
	}

	private static Optional<String> header(@Nullable String token) {
		return Optional.ofNullable(token).map((value) -> "Bearer " + value);
	}

	@Override
	public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
		this.header.ifPresent((value) -> builder.setHeader(HEADER, value));
	}

	@Override
	public CompletableFuture<Boolean> afterFailure(BasicBuilder builder, HttpResponse<?> response, RequestTags tags) {
		Optional<String> sent = Optional.ofNullable(response.request().header(HEADER));
		if (!isRefused(sent, response.code())) {
			return CompletableFuture.completedFuture(false);
		}
		return replace(sent).thenApply((replacement) -> {
			replacement.ifPresent((value) -> builder.setHeader(HEADER, value));
			return replacement.isPresent();
		});
	}

	/**
	 * Returns whether the credentials were refused. A request without a token is
	 * anonymous, and the API server may recognize anonymous users but forbid them to do
	 * anything.
	 */
	private static boolean isRefused(Optional<String> sent, int code) {
		return code == UNAUTHORIZED || (code == FORBIDDEN && sent.isEmpty());
	}

	private synchronized CompletableFuture<Optional<String>> replace(Optional<String> refused) {
		Optional<String> current = this.header;
		if (!current.equals(refused)) {
			return CompletableFuture.completedFuture(current);
		}
		long now = this.nanoTime.getAsLong();
		if (this.run.isDone() || now - this.started > LONGEST_RUN_NANOS) {
			CompletableFuture<Optional<String>> next = new CompletableFuture<>();
			this.run = next;
			this.started = now;
			if (!DaemonThread.start("leader-credential-plugin", () -> run(next))) {
				next.complete(Optional.empty());
			}
		}
		return this.run;
	}

	private void run(CompletableFuture<Optional<String>> result) {
		Optional<String> received = Optional.empty();
		try {
			received = header(this.plugin.get());
			if (received.isPresent()) {
				this.header = received;
			}
		}
		catch (Throwable ex) {
			logger.debug("The credential plugin failed", ex);
		}
		finally {
			result.complete(received);
		}
	}

}
