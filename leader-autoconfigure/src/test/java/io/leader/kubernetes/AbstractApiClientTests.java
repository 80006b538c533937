package io.leader.kubernetes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Base class for tests of an {@link ApiClient}. The server records the client's port for
 * each call whose response it does not stream, and can make calls wait for each other.
 */
abstract class AbstractApiClientTests {

	static final Duration TIMEOUT = Duration.ofSeconds(10);

	static final int MANY = CallsInProgress.FEW + 4;

	final AtomicLong nanos = new AtomicLong(-5);

	final BlockingQueue<Integer> ports = new LinkedBlockingQueue<>();

	final BlockingQueue<HttpExchange> streams = new LinkedBlockingQueue<>();

	final ExecutorService threads = Executors.newCachedThreadPool();

	volatile CyclicBarrier together = new CyclicBarrier(1);

	private HttpServer server;

	Config config;

	ApiClient client;

	KubernetesApi api;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::respond);
		this.server.start();
		String address = "http://127.0.0.1:" + this.server.getAddress().getPort();
		this.config = new ConfigBuilder().withMasterUrl(address).build();
		this.client = new ApiClient(this.config, this.nanos::get);
		this.api = new KubernetesApi(address, this.client, new ApiStatistics(Duration.ofDays(1)));
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	private void respond(HttpExchange exchange) throws IOException {
		boolean streamed = exchange.getRequestURI().getPath().endsWith("stream");
		try {
			this.together.await(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException | BrokenBarrierException | TimeoutException ex) {
			throw new IOException(ex);
		}
		if (!streamed) {
			this.ports.add(exchange.getRemoteAddress().getPort());
		}
		exchange.sendResponseHeaders(200, streamed ? 0 : 2);
		if (streamed) {
			exchange.getResponseBody().flush();
			this.streams.add(exchange);
		}
		else {
			exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
			exchange.close();
		}
	}

	final void call() {
		assertThat(this.api.get("/object", TIMEOUT).code()).isEqualTo(200);
	}

	/**
	 * Makes calls that are in progress at the same time, and returns the local ports of
	 * their connections.
	 */
	final Set<Integer> callTogether(int calls) throws ExecutionException, InterruptedException {
		this.together = new CyclicBarrier(calls);
		List<Future<?>> all = new ArrayList<>();
		for (int i = 0; i < calls; i++) {
			all.add(this.threads.submit(this::call));
		}
		for (Future<?> call : all) {
			call.get();
		}
		this.together = new CyclicBarrier(1);
		return drainPorts();
	}

	final Set<Integer> callOneByOne() {
		for (int i = 0; i < 3 * MANY; i++) {
			call();
		}
		return drainPorts();
	}

	final Set<Integer> drainPorts() {
		Set<Integer> all = new HashSet<>();
		this.ports.drainTo(all);
		return all;
	}

	final void pass(long time) {
		this.nanos.addAndGet(time);
	}

	/**
	 * Causes the client that had many connections to be replaced, and waits for the
	 * replacement.
	 */
	final void replace() {
		HttpClient former = this.client.http();
		pass(CallsInProgress.CALM + 1);
		call();
		await(() -> !former.equals(this.client.http()));
		drainPorts();
	}

}
