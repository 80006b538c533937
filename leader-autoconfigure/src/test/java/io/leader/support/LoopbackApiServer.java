package io.leader.support;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;

import io.leader.kubernetes.ApiStatistics;
import io.leader.kubernetes.KubernetesConnection;

/**
 * Base class for stand-ins for an API server. Runs an HTTP server on the loopback
 * interface, and provides a connection to it.
 */
abstract class LoopbackApiServer implements AutoCloseable {

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final KubernetesConnection connection;

	LoopbackApiServer() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::handle);
		this.server.start();
		this.connection = new KubernetesConnection(new ConfigBuilder().withMasterUrl(url()).build(),
				new ApiStatistics(Duration.ofDays(1)));
	}

	public final String url() {
		return "http://127.0.0.1:" + port();
	}

	public final int port() {
		return this.server.getAddress().getPort();
	}

	public KubernetesConnection connection() {
		return this.connection;
	}

	/**
	 * Waits up to 10 seconds for the test to release a response that the test holds back.
	 * @throws IOException if the test does not release the response in time, or the
	 * thread is interrupted
	 */
	static void awaitRelease(CountDownLatch held) throws IOException {
		try {
			if (!held.await(10, TimeUnit.SECONDS)) {
				throw new IOException("The test has held back a response for too long");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("The server was closed while the test held back a response");
		}
	}

	abstract void handle(HttpExchange exchange) throws IOException;

	@Override
	public void close() {
		this.connection.close();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
