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

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.leader.lock.LockException;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests which connections are used after many calls were in progress at the same time,
 * and when a replaced client is closed.
 */
class ApiClientTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final Duration SHORT = Duration.ofMillis(500);

	private static final int MANY = CallsInProgress.FEW + 4;

	private final AtomicLong nanos = new AtomicLong(-5);

	private final BlockingQueue<Integer> ports = new LinkedBlockingQueue<>();

	private final BlockingQueue<HttpExchange> streams = new LinkedBlockingQueue<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private volatile CyclicBarrier together = new CyclicBarrier(1);

	private HttpServer server;

	private Config config;

	private ApiClient client;

	private KubernetesApi api;

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

	private void call() {
		assertThat(this.api.get("/object", TIMEOUT).code()).isEqualTo(200);
	}

	/**
	 * Makes calls that are in progress at the same time, and returns the local ports of
	 * their connections.
	 */
	private Set<Integer> callTogether(int calls) throws ExecutionException, InterruptedException {
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

	private Set<Integer> callOneByOne() {
		for (int i = 0; i < 3 * MANY; i++) {
			call();
		}
		return drainPorts();
	}

	private Set<Integer> drainPorts() {
		Set<Integer> all = new HashSet<>();
		this.ports.drainTo(all);
		return all;
	}

	private void pass(long time) {
		this.nanos.addAndGet(time);
	}

	@Test
	void connectionsThatAreNoLongerNeededAreNotUsedInTurn() throws Exception {
		Set<Integer> former = callTogether(MANY);
		assertThat(former).hasSize(MANY);
		pass(CallsInProgress.CALM);
		assertThat(callOneByOne()).as("kept for a while").isSubsetOf(former).hasSizeGreaterThan(CallsInProgress.FEW);
		replace();
		assertThat(callOneByOne()).hasSize(1).doesNotContainAnyElementsOf(former);
	}

	/**
	 * Causes the client that had many connections to be replaced, and waits until it is.
	 */
	private void replace() {
		HttpClient former = this.client.http();
		pass(CallsInProgress.CALM + 1);
		call();
		await(() -> !former.equals(this.client.http()));
		drainPorts();
	}

	@Test
	void connectionsAreGivenUpIfNoMoreThanHalfOfThemAreNeeded() throws Exception {
		Set<Integer> former = callTogether(4 * MANY);
		HttpClient first = this.client.http();
		pass(CallsInProgress.CALM);
		callTogether(2 * MANY);
		assertThat(this.client.http()).isEqualTo(first);
		pass(1);
		call();
		await(() -> !first.equals(this.client.http()));
		drainPorts();
		assertThat(callTogether(2 * MANY)).hasSize(2 * MANY).doesNotContainAnyElementsOf(former);
	}

	@Test
	void connectionsAreKeptIfMoreThanHalfOfThemAreNeeded() throws Exception {
		Set<Integer> former = callTogether(2 * MANY);
		for (int i = 0; i < 3; i++) {
			pass(CallsInProgress.CALM);
			assertThat(callTogether(MANY + 1)).isSubsetOf(former);
		}
		assertThat(callTogether(2 * MANY)).isEqualTo(former);
	}

	@Test
	void aFewConnectionsAreKept() throws Exception {
		Set<Integer> former = callTogether(CallsInProgress.FEW);
		pass(10 * CallsInProgress.CALM);
		assertThat(callOneByOne()).isSubsetOf(former);
	}

	@Test
	void callsThatFailCountToo() throws Exception {
		this.together = new CyclicBarrier(MANY + 1);
		List<Future<?>> all = new ArrayList<>();
		for (int i = 0; i < MANY; i++) {
			all.add(this.threads.submit(() -> assertThatExceptionOfType(LockException.class)
				.isThrownBy(() -> this.api.get("/object", SHORT))));
		}
		for (Future<?> call : all) {
			call.get();
		}
		this.together.reset();
		this.together = new CyclicBarrier(1);
		replace();
	}

	@Test
	void aClientThatCannotBeReplacedIsKept() throws Exception {
		Set<Integer> former = callTogether(MANY);
		this.config.setHttpProxy("http://[");
		pass(CallsInProgress.CALM + 1);
		HttpClient first = this.client.http();
		for (int i = 0; i < 3; i++) {
			assertThat(callOneByOne()).isSubsetOf(former);
			pass(CallsInProgress.CALM + 1);
		}
		assertThat(this.client.http()).isEqualTo(first);
		this.config.setHttpProxy(null);
		await(() -> {
			pass(CallsInProgress.CALM + 1);
			call();
			return !first.equals(this.client.http());
		});
	}

	@Test
	void aReplacedClientIsClosedAfterItsWatch() throws Exception {
		BlockingQueue<String> ends = new LinkedBlockingQueue<>();
		BlockingQueue<String> events = new LinkedBlockingQueue<>();
		KubernetesApi.Stream stream = this.api.stream("/stream", watcher(events, ends), TIMEOUT);
		HttpExchange exchange = this.streams.poll(10, TimeUnit.SECONDS);
		callTogether(MANY);
		replace();
		assertThat(this.client.clients()).isEqualTo(2);
		System.gc();
		exchange.getResponseBody()
			.write("{\"type\":\"ADDED\",\"object\":{\"kind\":\"Lease\"}}\n".getBytes(StandardCharsets.UTF_8));
		exchange.getResponseBody().flush();
		assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo("Lease");
		assertThat(ends).isEmpty();
		stream.watch().close();
		await(() -> this.client.clients() == 1);
	}

	@Test
	void aReplacedClientIsClosedWhenItsWatchEnds() throws Exception {
		BlockingQueue<String> ends = new LinkedBlockingQueue<>();
		this.api.stream("/stream", watcher(new LinkedBlockingQueue<>(), ends), TIMEOUT);
		HttpExchange exchange = this.streams.poll(10, TimeUnit.SECONDS);
		callTogether(MANY);
		replace();
		exchange.close();
		assertThat(ends.poll(10, TimeUnit.SECONDS)).isEqualTo("ended");
		await(() -> this.client.clients() == 1);
	}

	@Test
	void aSuspensionClosesReplacedClientsToo() throws Exception {
		this.api.stream("/stream", watcher(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>()), TIMEOUT);
		callTogether(MANY);
		replace();
		assertThat(this.client.clients()).isEqualTo(2);
		this.client.suspend();
		assertThat(this.client.clients()).isZero();
		call();
		assertThat(this.client.clients()).isEqualTo(1);
	}

	private static ObjectWatcher watcher(BlockingQueue<String> events, BlockingQueue<String> ends) {
		return new ObjectWatcher() {

			@Override
			public void changed(ObjectNode object) {
				events.add(object.path("kind").asText());
			}

			@Override
			public void deleted(ObjectNode object) {
				events.add("deletion");
			}

			@Override
			public void closed(LockException cause) {
				ends.add("ended");
			}

		};
	}

}
