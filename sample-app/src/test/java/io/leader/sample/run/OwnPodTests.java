package io.leader.sample.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.mock.env.MockEnvironment;

import io.leader.sample.UsageException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that looking up the process's own Pod waits for the API server, as an election
 * does.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OwnPodTests {

	private static final String POD = """
			{"kind":"Pod","apiVersion":"v1","metadata":{"name":"pod-a","namespace":"apps","uid":"uid-of-a"}}""";

	/** The value among the failures that stands for a response that never arrives. */
	private static final int NONE = 0;

	private final Queue<Integer> failures = new ConcurrentLinkedQueue<>();

	private final AtomicInteger requests = new AtomicInteger();

	private final CountDownLatch end = new CountDownLatch(1);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<String> reported = new ArrayList<>();

	private final MockEnvironment environment = new MockEnvironment().withProperty("leader.platform", "kubernetes")
		.withProperty("leader.lock.for-life", "true")
		.withProperty("POD_NAME", "pod-a")
		.withProperty("POD_NAMESPACE", "apps");

	private HttpServer server;

	@BeforeEach
	void start() throws IOException {
		start(0);
		System.setProperty("kubernetes.master", "http://127.0.0.1:" + this.server.getAddress().getPort());
		System.setProperty("kubernetes.auth.tryKubeConfig", "false");
	}

	private void start(int port) throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/api/v1/namespaces/apps/pods/pod-a", this::handle);
		this.server.start();
	}

	@AfterEach
	void stop() {
		System.clearProperty("kubernetes.master");
		System.clearProperty("kubernetes.auth.tryKubeConfig");
		this.end.countDown();
		this.server.stop(0);
		this.threads.shutdown();
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			this.requests.incrementAndGet();
			Integer failure = this.failures.poll();
			if (failure != null && failure == NONE) {
				this.end.await(60, TimeUnit.SECONDS);
				return;
			}
			String status = """
					{"kind":"Status","apiVersion":"v1","status":"Failure","message":"refused","reason":"%s",\
					"details":{"name":"pod-a","kind":"pods"},"code":%s}""";
			String reason = (failure != null && failure == 404) ? "NotFound" : "";
			byte[] body = ((failure != null) ? status.formatted(reason, failure) : POD)
				.getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders((failure != null) ? failure : 200, body.length);
			exchange.getResponseBody().write(body);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private OwnPod pod(Consumer<String> log) {
		return new OwnPod(this.environment, Duration.ofSeconds(1), Duration.ofMillis(20), log);
	}

	private List<String> arguments() {
		return pod(this.reported::add).arguments();
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 429, 500, 503, NONE })
	void aTemporaryFailureIsRetried(int failure) {
		this.failures.addAll(List.of(failure, failure));
		assertThat(arguments()).containsExactly("--POD_NAMESPACE=apps", "--POD_UID=uid-of-a");
		assertThat(this.requests).as("each attempt is one request").hasValue(3);
		assertThat(this.reported).hasSize(2);
		assertThat(this.reported.get(0)).contains("POD_UID is not set", "Pod 'apps/pod-a' cannot be read yet",
				"retried");
		assertThat(this.reported.get(1)).contains("Pod 'apps/pod-a' was read");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " " })
	void anUnknownNamespaceIsReported(String blank) {
		this.environment.setProperty("POD_NAMESPACE", blank);
		assertThatExceptionOfType(UsageException.class).isThrownBy(this::arguments)
			.withMessageContaining("POD_NAMESPACE is not set");
		this.environment.setProperty("leader.namespace", "apps");
		assertThat(arguments()).containsExactly("--POD_NAMESPACE=apps", "--POD_UID=uid-of-a");
	}

	@ParameterizedTest
	@ValueSource(strings = { "LEADER_LOCK_FORLIFE", "LEADER_LOCK_FOR_LIFE", "leader.lock.forLife" })
	void aLockForLifeIsRecognizedInEachFormOfItsProperty(String forLife) {
		StandardEnvironment variables = new StandardEnvironment();
		variables.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
							Map.of(forLife, "true", "LEADER_PLATFORM", "kubernetes", "LEADER_NAMESPACE", "apps",
									"POD_NAME", "pod-a")));
		assertThat(new OwnPod(variables, Duration.ofSeconds(1), Duration.ofMillis(20), this.reported::add).arguments())
			.containsExactly("--POD_NAMESPACE=apps", "--POD_UID=uid-of-a");
	}

	@Test
	void waitsForAnUnavailableServer() throws Exception {
		int port = this.server.getAddress().getPort();
		this.server.stop(0);
		OwnPod pod = pod((line) -> {
			this.reported.add(line);
			if (this.reported.size() == 1) {
				comeBack(port);
			}
		});
		assertThat(pod.arguments()).contains("--POD_UID=uid-of-a");
		assertThat(this.reported).hasSize(2);
	}

	private void comeBack(int port) {
		try {
			start(port);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ParameterizedTest
	@CsvSource({ "403, the Role lacks the permission to get pods", "404, it does not exist" })
	void aDefinitiveErrorIsNotRetried(int code, String why) {
		this.failures.add(code);
		assertThatExceptionOfType(UsageException.class).isThrownBy(this::arguments)
			.withMessageContaining("Pod 'apps/pod-a' cannot be read (" + why + ")");
		assertThat(this.requests).hasValue(1);
		assertThat(this.reported).isEmpty();
	}

}
