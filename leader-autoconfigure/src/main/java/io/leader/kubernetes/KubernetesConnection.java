package io.leader.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import org.jspecify.annotations.Nullable;

import io.leader.lock.LockException;

/**
 * The connection of all this process's locks to one API server.
 * <p>
 * Address, certificates and credentials come from a client configuration, which is used
 * as it is: so rotated service-account tokens are picked up as the client library does
 * it, at the latest when the server answers 401. Calls are never repeated below us, since
 * an election must know of each of them, and HTTP/2 is not used, since a call that times
 * out must take its connection with it. Creating a connection sends nothing.
 * <p>
 * Safe for use by several threads.
 */
public final class KubernetesConnection implements AutoCloseable {

	private final Config config;

	private final KubernetesApi api;

	private final ObjectWatches watches;

	private volatile @Nullable Open open;

	private boolean closed;

	/**
	 * What is open between the first request and a suspension.
	 */
	private record Open(HttpClient http, ClosableHttpClientFactory factory) {

		void close() {
			this.http.close();
			this.factory.close();
		}

	}

	/**
	 * Creates a connection.
	 * @param config where the API server is and how to authenticate
	 * @param statistics counts what becomes of the calls
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
	 * The namespace that the configuration names.
	 * @return that of the service account or of the kubeconfig's context, or {@code null}
	 */
	public @Nullable String namespace() {
		return this.config.getNamespace();
	}

	/**
	 * What sends requests over this connection.
	 * @return the API, the same at each call
	 */
	public KubernetesApi api() {
		return this.api;
	}

	/**
	 * What watches single objects over this connection.
	 * @return the watches, the same at each call
	 */
	public ObjectWatches watches() {
		return this.watches;
	}

	/**
	 * Closes the sockets that are open, for as long as there is no other request. On JDK
	 * 17, which cannot close them, the next garbage collection does.
	 */
	public synchronized void suspend() {
		Open current = this.open;
		if (current != null && !this.closed) {
			this.open = null;
			current.close();
		}
	}

	/**
	 * Closes the connection for good and ends its threads.
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
