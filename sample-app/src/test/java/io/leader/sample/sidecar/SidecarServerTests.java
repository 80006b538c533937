package io.leader.sample.sidecar;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.mock.env.MockEnvironment;

import static io.leader.sample.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * Tests the server before an application context exists.
 */
class SidecarServerTests {

	private final SpringApplication application = new SpringApplication();

	private final SidecarServer server = new SidecarServer();

	@AfterEach
	void close() {
		this.server.close();
	}

	private void prepared(String profile) {
		MockEnvironment environment = new MockEnvironment().withProperty("server.port", "0")
			.withProperty("server.address", "127.0.0.1");
		environment.setActiveProfiles(profile);
		this.server.onApplicationEvent(new ApplicationEnvironmentPreparedEvent(new DefaultBootstrapContext(),
				this.application, new String[0], environment));
	}

	private HttpResponse<String> ask(String method, String path, String accept)
			throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.server.port() + path))
			.method(method, HttpRequest.BodyPublishers.noBody())
			.header("Accept", accept)
			.build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
	}

	@ParameterizedTest
	@CsvSource({ "/healthz, application/json, text/plain; charset=utf-8, ok",
			"/readyz, image/png, text/plain; charset=utf-8, ok", "/, text/plain, application/json, is_leader",
			"/api/leader, application/yaml, application/json, '{\"leader\":\"\"}'" })
	void ignoresTheAcceptHeader(String path, String accept, String type, String part) throws Exception {
		prepared("sidecar");
		HttpResponse<String> response = ask("GET", path, accept);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue(type);
		assertThat(response.body()).contains(part);
	}

	@Test
	void respondsToHeadAndOtherMethods() throws Exception {
		prepared("sidecar");
		assertThat(ask("HEAD", "/", "*/*").statusCode()).isEqualTo(200);
		assertThat(ask("HEAD", "/api/leader", "*/*").statusCode()).isEqualTo(404);
		assertThat(ask("POST", "/healthz", "*/*").body()).isEqualTo("404 page not found\n");
	}

	private Socket connect() throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.server.port());
		socket.setSoTimeout(20_000);
		return socket;
	}

	private static void send(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	/**
	 * Every second client stops in the middle of the headers, and the others stop in the
	 * middle of the body.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 3, 4, 12 })
	void aProbeGetsAResponseWhileClientsHaveSentPartialRequests(int clients) throws Exception {
		prepared("sidecar");
		List<Socket> hanging = new ArrayList<>();
		try {
			for (int client = 0; client < clients; client++) {
				Socket socket = connect();
				hanging.add(socket);
				send(socket, (client % 2 == 0) ? "GET /healthz HTTP/1.1\r\nHost:"
						: "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{");
			}
			await(() -> reading() >= Math.min(clients, 3));
			assertTimeoutPreemptively(Duration.ofSeconds(3),
					() -> assertThat(ask("GET", "/healthz", "*/*").statusCode()).isEqualTo(200));
		}
		finally {
			for (Socket socket : hanging) {
				socket.close();
			}
		}
	}

	/**
	 * Returns the number of server threads that are reading from a client.
	 */
	private static long reading() {
		return Thread.getAllStackTraces()
			.entrySet()
			.stream()
			.filter((thread) -> thread.getKey().getName().startsWith("sidecar-http-"))
			.filter((thread) -> Arrays.stream(thread.getValue())
				.anyMatch((frame) -> frame.getClassName().startsWith("sun.nio.ch.SocketChannelImpl")))
			.count();
	}

	private String responseTo(String request) throws IOException {
		try (Socket socket = connect()) {
			send(socket, request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
		}
	}

	@ParameterizedTest
	@CsvSource({ "OPTIONS *, 404", "GET *, 404", "OPTIONS /, 200", "GET http://localhost/healthz, 200",
			"GET http://localhost, 404", "GET healthz, 404" })
	void eachFormOfARequestTargetGetsAResponse(String request, int status) throws Exception {
		prepared("sidecar");
		assertThat(responseTo(request)).startsWith("HTTP/1.1 " + status + " ");
	}

	/**
	 * The JDK's HTTP server closes the connection or rejects the request if the target
	 * has no absolute path.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "GET mailto:a", "CONNECT localhost:80", "GET a b c" })
	void aTargetWithoutAPathDoesNotAffectOtherRequests(String request) throws Exception {
		prepared("sidecar");
		for (int client = 0; client < 20; client++) {
			assertThat(responseTo(request)).doesNotContain("200 OK", "is_leader");
		}
		assertThat(responseTo("GET /healthz")).contains("200 OK");
	}

	@Test
	void stopsIfTheApplicationFailsToStart() throws Exception {
		prepared("sidecar");
		assertThat(ask("GET", "/healthz", "*/*").statusCode()).isEqualTo(200);
		this.server.onApplicationEvent(new ApplicationFailedEvent(this.application, new String[0], null,
				new IllegalStateException("refused")));
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> ask("GET", "/healthz", "*/*"));
	}

	@Test
	void startsOnlyInASidecar() {
		prepared("run");
		assertThat(this.server.port()).isEqualTo(-1);
	}

}
