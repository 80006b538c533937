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
import io.fabric8.kubernetes.client.ConfigBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.leader.lock.LockException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests which connections calls use after many of them were in progress at once.
 */
class ApiClientTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final int MANY = CallsInProgress.FEW + 4;

	private final AtomicLong nanos = new AtomicLong(-5);

	private final BlockingQueue<Integer> ports = new LinkedBlockingQueue<>();

	private final BlockingQueue<HttpExchange> streams = new LinkedBlockingQueue<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private volatile CyclicBarrier together = new CyclicBarrier(1);

	private HttpServer server;

	private KubernetesConnection connection;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::answer);
		this.server.start();
		this.connection = new KubernetesConnection(
				new ConfigBuilder().withMasterUrl("http://127.0.0.1:" + this.server.getAddress().getPort()).build(),
				new ApiStatistics(Duration.ofDays(1)), this.nanos::get);
	}

	@AfterEach
	void stop() {
		this.connection.close();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	private void answer(HttpExchange exchange) throws IOException {
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
		assertThat(this.connection.api().get("/object", TIMEOUT).code()).isEqualTo(200);
	}

	/**
	 * Makes calls that are in progress at the same time, and returns their connections.
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
		pass(1);
		call();
		drainPorts();
		assertThat(callOneByOne()).hasSize(1).doesNotContainAnyElementsOf(former);
	}

	@Test
	void connectionsThatAreNeededAgainAreKept() throws Exception {
		Set<Integer> former = callTogether(MANY);
		for (int i = 0; i < 3; i++) {
			pass(CallsInProgress.CALM);
			assertThat(callTogether(MANY)).isEqualTo(former);
		}
	}

	@Test
	void aFewConnectionsAreKept() throws Exception {
		Set<Integer> former = callTogether(CallsInProgress.FEW);
		pass(10 * CallsInProgress.CALM);
		assertThat(callOneByOne()).isSubsetOf(former);
	}

	@Test
	void aWatchIsNotAffected() throws Exception {
		BlockingQueue<String> ends = new LinkedBlockingQueue<>();
		BlockingQueue<String> events = new LinkedBlockingQueue<>();
		this.connection.api().stream("/stream", new ObjectWatcher() {

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

		}, TIMEOUT);
		HttpExchange stream = this.streams.poll(10, TimeUnit.SECONDS);
		callTogether(MANY);
		pass(CallsInProgress.CALM + 1);
		call();
		call();
		System.gc();
		stream.getResponseBody()
			.write("{\"type\":\"ADDED\",\"object\":{\"kind\":\"Lease\"}}\n".getBytes(StandardCharsets.UTF_8));
		stream.getResponseBody().flush();
		assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo("Lease");
		assertThat(ends).isEmpty();
		stream.close();
		assertThat(ends.poll(10, TimeUnit.SECONDS)).isEqualTo("ended");
	}

}
