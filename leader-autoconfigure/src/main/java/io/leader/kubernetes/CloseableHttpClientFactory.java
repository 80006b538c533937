package io.leader.kubernetes;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import org.jspecify.annotations.Nullable;

/**
 * Creates HTTP clients that send one request at a time over each connection. Keeps track
 * of these clients, since the client library does not close their sockets.
 */
final class CloseableHttpClientFactory extends JdkHttpClientFactory implements AutoCloseable {

	private final List<HttpClient> clients = new CopyOnWriteArrayList<>();

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
			this.clients.add(client);
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
		this.clients.forEach(CloseableHttpClientFactory::shutDown);
		this.clients.clear();
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
