package io.leader.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import org.jspecify.annotations.Nullable;

import io.leader.lock.LockException;

/**
 * The connection of all locks of this process to one API server.
 * <p>
 * Address, certificates and credentials come from a client configuration, which is used
 * as is: rotated service-account tokens are picked up as the client library does it, at
 * the latest when the server answers 401. Calls are never retried below this level, since
 * an election must know about each of them, and HTTP/2 is not used, since a call that
 * times out must take its connection with it. Creating a connection sends no request.
 * <p>
 * Thread-safe.
 */
public final class KubernetesConnection implements AutoCloseable {

	private final Config config;

	private final KubernetesApi api;

	private final ObjectWatches watches;

	private volatile @Nullable Open open;

	private boolean closed;

	/**
	 * The clients that are open between the first request and a suspension.
	 */
	private record Open(HttpClient http, ClosableHttpClientFactory factory) {

		void close() {
			this.http.close();
			this.factory.close();
		}

	}

	/**
	 * Creates a connection.
	 * @param config the address of the API server and the credentials
	 * @param statistics counts the outcomes of the calls
	 */
	public KubernetesConnection(Config config, ApiStatistics statistics) {
		this.config = config;
		this.api = new KubernetesApi(config.getMasterUrl(), this::http, statistics);
		this.watches = new ObjectWatches(this.api);
		http();
	}

	private HttpClient http() {
		Open current = this.open;
		return ((current != null) ? current : open()).http();
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
			current = new Open(http, factory);
			this.open = current;
		}
		return current;
	}

	/**
	 * Returns the namespace of the configuration.
	 * @return the namespace of the service account or of the kubeconfig's context, or
	 * {@code
	 * null} if there is none
	 */
	public @Nullable String namespace() {
		return this.config.getNamespace();
	}

	/**
	 * Returns the API for requests over this connection.
	 * @return the API, the same on each call
	 */
	public KubernetesApi api() {
		return this.api;
	}

	/**
	 * Returns the watches on single objects over this connection.
	 * @return the watches, the same on each call
	 */
	public ObjectWatches watches() {
		return this.watches;
	}

	/**
	 * Closes the open sockets until the next request. On JDK 17, which cannot close them,
	 * the next garbage collection does.
	 */
	public synchronized void suspend() {
		Open current = this.open;
		if (current != null && !this.closed) {
			this.open = null;
			current.close();
		}
	}

	/**
	 * Closes the connection permanently and ends its threads.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		Open current = this.open;
		if (current != null) {
			current.close();
		}
	}

}
