package io.leader.kubernetes;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import org.jspecify.annotations.Nullable;

import io.leader.lock.LockException;

/**
 * The HTTP client of a connection to the API server: opened on demand, closed by a
 * suspension, and replaced when it has more connections than it needs.
 * <p>
 * The JDK's client uses its idle connections in turn, so that as many stay open as were
 * ever needed at once: when hundreds of elections started, or while the server was slow.
 * A client that has been replaced finishes its calls and watches. The server closes its
 * idle connections, and it ends with the last watch.
 * <p>
 * Thread-safe.
 */
final class ApiClient implements AutoCloseable {

	private final Config config;

	private final LongSupplier nanoTime;

	private volatile @Nullable Open open;

	private final List<WeakReference<Open>> replaced = new ArrayList<>();

	private boolean closed;

	private record Open(HttpClient http, ClosableHttpClientFactory factory, CallsInProgress calls) {

		void close() {
			this.http.close();
			this.factory.close();
		}

	}

	/**
	 * A call over the client that was current when it began.
	 */
	final class Call implements AutoCloseable {

		private final Open client;

		private Call(Open client) {
			this.client = client;
			client.calls().begin(ApiClient.this.nanoTime.getAsLong());
		}

		HttpClient http() {
			return this.client.http();
		}

		@Override
		public void close() {
			if (this.client.calls().end(ApiClient.this.nanoTime.getAsLong())) {
				replace(this.client);
			}
		}

	}

	ApiClient(Config config, LongSupplier nanoTime) {
		this.config = config;
		this.nanoTime = nanoTime;
	}

	/**
	 * Returns the current client, for requests that are not calls.
	 */
	HttpClient http() {
		return current().http();
	}

	Call call() {
		return new Call(current());
	}

	private Open current() {
		Open current = this.open;
		return (current != null) ? current : open();
	}

	private synchronized Open open() {
		Open current = this.open;
		if (current == null) {
			if (this.closed) {
				throw new LockException(LockException.Kind.FAILED, "The connection to the API server is closed.", null);
			}
			ClosableHttpClientFactory factory = new ClosableHttpClientFactory();
			HttpClient http = factory.newBuilder(this.config)
				.tag(new RequestConfigBuilder(this.config.getRequestConfig()).withRequestRetryBackoffLimit(0).build())
				.build();
			current = new Open(http, factory, new CallsInProgress());
			this.open = current;
		}
		return current;
	}

	private synchronized void replace(Open client) {
		if (client.equals(this.open)) {
			this.open = null;
			this.replaced.removeIf((former) -> former.get() == null);
			this.replaced.add(new WeakReference<>(client));
		}
	}

	/**
	 * Closes the open sockets until the next request. On JDK 17, which cannot close them,
	 * the next garbage collection does.
	 */
	synchronized void suspend() {
		if (!this.closed) {
			closeClients();
			this.open = null;
		}
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		closeClients();
	}

	private void closeClients() {
		for (WeakReference<Open> former : this.replaced) {
			Open client = former.get();
			if (client != null) {
				client.close();
			}
		}
		this.replaced.clear();
		Open current = this.open;
		if (current != null) {
			current.close();
		}
	}

}
