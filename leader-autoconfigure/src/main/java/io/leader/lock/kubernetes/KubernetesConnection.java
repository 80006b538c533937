package io.leader.lock.kubernetes;

import java.net.http.HttpClient.Version;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import org.jspecify.annotations.Nullable;

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

	private final KubernetesClient client;

	private final KubernetesApi api;

	private final @Nullable String namespace;

	/**
	 * Creates a connection.
	 * @param config where the API server is and how to authenticate
	 * @param statistics counts what becomes of the calls
	 */
	public KubernetesConnection(Config config, ApiStatistics statistics) {
		this.client = new KubernetesClientBuilder().withConfig(config)
			.withHttpClientFactory(new OneRequestPerConnectionFactory())
			.build();
		HttpClient http = this.client.getHttpClient()
			.newBuilder()
			.tag(new RequestConfigBuilder(config.getRequestConfig()).withRequestRetryBackoffLimit(0).build())
			.build();
		this.namespace = config.getNamespace();
		this.api = new KubernetesApi(config.getMasterUrl(), http, statistics);
	}

	/**
	 * The namespace that the configuration names.
	 * @return that of the service account or of the kubeconfig's context, or {@code null}
	 */
	public @Nullable String namespace() {
		return this.namespace;
	}

	KubernetesApi api() {
		return this.api;
	}

	/**
	 * Closes the connection and ends its threads.
	 */
	@Override
	public void close() {
		this.client.close();
	}

	private static final class OneRequestPerConnectionFactory extends JdkHttpClientFactory {

		@Override
		protected void additionalConfig(java.net.http.HttpClient.Builder builder) {
			builder.version(Version.HTTP_1_1);
		}

	}

}
