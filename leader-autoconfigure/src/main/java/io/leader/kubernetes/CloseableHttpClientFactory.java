package io.leader.kubernetes;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import org.jspecify.annotations.Nullable;

/**
 * Creates HTTP clients that send one request at a time over each connection. Keeps track
 * of these clients, since the client library does not close their sockets. Does not
 * retain clients that are no longer in use, since the client library creates a client for
 * each request to an identity provider.
 */
final class CloseableHttpClientFactory extends JdkHttpClientFactory implements AutoCloseable {

	/**
	 * Whether the timeout of a request includes the body of the response.
	 */
	private static final boolean TIMEOUTS_INCLUDE_BODIES = Runtime.version().feature() >= 26;

	private final boolean timeoutsIncludeBodies;

	private final Set<HttpClient> clients = Collections.newSetFromMap(new WeakHashMap<>());

	CloseableHttpClientFactory() {
		this(TIMEOUTS_INCLUDE_BODIES);
	}

	CloseableHttpClientFactory(boolean timeoutsIncludeBodies) {
		this.timeoutsIncludeBodies = timeoutsIncludeBodies;
	}

	/**
	 * Returns the number of clients that have not been closed or garbage-collected.
	 */
	int clients() {
		synchronized (this.clients) {
			return this.clients.size();
		}
	}

	@Override
	protected HttpClient.Builder createNewHttpClientBuilder() {
		HttpClient.Builder builder = super.createNewHttpClientBuilder();
		return (HttpClient.Builder) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { HttpClient.Builder.class },
				(proxy, method, arguments) -> remember(proxy, invoke(builder, method, arguments)));
	}

	private static Object invoke(HttpClient.Builder builder, Method method, Object @Nullable [] arguments)
			throws Throwable {
		try {
			return method.invoke(builder, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	private Object remember(Object proxy, Object result) {
		if (result instanceof HttpClient client) {
			synchronized (this.clients) {
				this.clients.add(client);
			}
			return this.timeoutsIncludeBodies ? new HeadTimeoutClient(client) : client;
		}
		return (result instanceof HttpClient.Builder) ? proxy : result;
	}

	@Override
	protected void additionalConfig(HttpClient.Builder builder) {
		builder.version(Version.HTTP_1_1);
	}

	/**
	 * Closes the sockets of the clients. Before JDK 21, an {@code HttpClient} cannot be
	 * closed explicitly, so the sockets stay open until the client is garbage-collected.
	 */
	@Override
	public void close() {
		List<HttpClient> open;
		synchronized (this.clients) {
			open = List.copyOf(this.clients);
			this.clients.clear();
		}
		open.forEach(CloseableHttpClientFactory::shutDown);
	}

	private static void shutDown(HttpClient client) {
		try {
			HttpClient.class.getMethod("shutdownNow").invoke(client);
		}
		catch (NoSuchMethodException ex) {
			// Before JDK 21
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("An HTTP client could not be shut down", ex);
		}
	}

}
