package io.leader.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;

import io.leader.kubernetes.ApiStatistics;
import io.leader.kubernetes.KubernetesConnection;

/**
 * A server that lists nothing, and whose watches show what a test says.
 */
public final class WatchedApiServer implements AutoCloseable {

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final KubernetesConnection connection;

	private final List<HttpExchange> watches = new CopyOnWriteArrayList<>();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private volatile int listCode = 200;

	private volatile int watchCode = 200;

	private volatile long version = 100;

	public WatchedApiServer() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::handle);
		this.server.start();
		this.connection = new KubernetesConnection(
				new ConfigBuilder().withMasterUrl("http://127.0.0.1:" + this.server.getAddress().getPort()).build(),
				new ApiStatistics(Duration.ofDays(1)));
	}

	public KubernetesConnection connection() {
		return this.connection;
	}

	/**
	 * The query of each request.
	 */
	public List<String> requests() {
		return this.requests;
	}

	public void listsAt(long version) {
		this.version = version;
	}

	public void answersListsWith(int code) {
		this.listCode = code;
	}

	public void answersWatchesWith(int code) {
		this.watchCode = code;
	}

	/**
	 * The watches that are open here.
	 */
	public int watches() {
		return this.watches.size();
	}

	/**
	 * Shows an event on all watches; those that are gone are forgotten.
	 */
	public void show(String type, String name, long version) {
		String line = "{\"type\":\"%s\",\"object\":{\"metadata\":{\"name\":\"%s\",\"resourceVersion\":\"%d\"}}}\n"
			.formatted(type, name, version);
		for (HttpExchange watch : List.copyOf(this.watches)) {
			try {
				watch.getResponseBody().write(line.getBytes(StandardCharsets.UTF_8));
				watch.getResponseBody().flush();
			}
			catch (IOException ex) {
				this.watches.remove(watch);
			}
		}
	}

	/**
	 * Ends all watches in good order.
	 */
	public void endWatches() {
		List<HttpExchange> ended = List.copyOf(this.watches);
		this.watches.removeAll(ended);
		ended.forEach(HttpExchange::close);
	}

	private void handle(HttpExchange exchange) throws IOException {
		String query = exchange.getRequestURI().getRawQuery();
		this.requests.add(query);
		boolean watch = query.contains("watch=true");
		int code = watch ? this.watchCode : this.listCode;
		if (watch && code == 200) {
			exchange.sendResponseHeaders(200, 0);
			exchange.getResponseBody().flush();
			this.watches.add(exchange);
			return;
		}
		byte[] body = "{\"metadata\":{\"resourceVersion\":\"%d\"},\"items\":[]}".formatted(this.version)
			.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(code, body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	@Override
	public void close() {
		this.connection.close();
		endWatches();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
