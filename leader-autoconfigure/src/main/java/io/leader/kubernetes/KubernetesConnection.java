package io.leader.kubernetes;

import io.fabric8.kubernetes.client.Config;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one API server, shared by all locks of an application.
 * <p>
 * The address, certificates, and credentials come from a client configuration, which is
 * used as is. The client library picks up a rotated service-account token when the server
 * responds with 401, if not earlier, and then repeats the call. It does not retry any
 * other call, since an election must know about each failure. HTTP/2 is not used, since a
 * call that times out must also close its connection. Creating a connection sends no
 * request.
 * <p>
 * Thread-safe.
 */
public final class KubernetesConnection implements AutoCloseable {

	private final Config config;

	private final ApiClient client;

	private final KubernetesApi api;

	private final ObjectWatches watches;

	/**
	 * Creates a connection.
	 * @param config the address of the API server and the credentials
	 * @param statistics counts the outcomes of the calls
	 */
	public KubernetesConnection(Config config, ApiStatistics statistics) {
		this.config = config;
		this.client = new ApiClient(config, System::nanoTime);
		this.api = new KubernetesApi(config.getMasterUrl(), this.client, statistics);
		this.watches = new ObjectWatches(this.api);
		this.client.http();
	}

	/**
	 * Returns the namespace of the configuration.
	 * @return the namespace, for example that of the service account or of the
	 * kubeconfig's context, or {@code null} if there is none
	 */
	public @Nullable String namespace() {
		return this.config.getNamespace();
	}

	/**
	 * Returns the API for requests over this connection.
	 * @return the API, always the same instance
	 */
	public KubernetesApi api() {
		return this.api;
	}

	/**
	 * Returns the watches on single objects over this connection.
	 * @return the watches, always the same instance
	 */
	public ObjectWatches watches() {
		return this.watches;
	}

	/**
	 * Closes the open sockets. The next request opens new ones. Before JDK 21, an
	 * {@code HttpClient} cannot be closed explicitly, so the sockets stay open until the
	 * client is garbage-collected.
	 */
	public void suspend() {
		this.client.suspend();
	}

	/**
	 * Closes the connection permanently.
	 */
	@Override
	public void close() {
		this.client.close();
	}

}
