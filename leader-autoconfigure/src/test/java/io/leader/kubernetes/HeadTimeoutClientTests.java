package io.leader.kubernetes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests on any JDK that the timeout of a request ends when the head of the response
 * arrives, and that a request that gets no response is canceled.
 */
class HeadTimeoutClientTests {

	private static final long TIMEOUT_MILLIS = 200;

	private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

	private final CloseableHttpClientFactory factory = new CloseableHttpClientFactory(true);

	private final HttpClient client = client(this.factory);

	private final List<String> received = new CopyOnWriteArrayList<>();

	HeadTimeoutClientTests() throws IOException {
	}

	private static HttpClient client(HttpClient.Factory factory) {
		return factory.newBuilder().build();
	}

	@AfterEach
	void close() throws IOException {
		this.factory.close();
		this.client.close();
		this.server.close();
	}

	private CompletableFuture<HttpResponse<AsyncBody>> send() {
		HttpRequest request = this.client.newHttpRequestBuilder()
			.uri(URI.create("http://127.0.0.1:" + this.server.getLocalPort() + "/"))
			.timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
			.build();
		return this.client.consumeBytes(request, (buffers, body) -> {
			for (ByteBuffer buffer : buffers) {
				this.received.add(StandardCharsets.US_ASCII.decode(buffer).toString());
			}
			body.consume();
		});
	}

	@Test
	void aRequestWithoutAResponseIsCanceledAndItsConnectionClosed() throws IOException {
		CompletableFuture<HttpResponse<AsyncBody>> response = send();
		try (Socket connection = this.server.accept()) {
			connection.setSoTimeout(10_000);
			assertThat(connection.getInputStream().readAllBytes()).asString(StandardCharsets.US_ASCII)
				.startsWith("GET / ");
			await(response::isCompletedExceptionally);
		}
	}

	@Test
	void aStreamContinuesAfterTheTimeout() throws Exception {
		CompletableFuture<HttpResponse<AsyncBody>> response = send();
		long sent = System.nanoTime();
		try (Socket connection = this.server.accept()) {
			write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst");
			response.get(10, TimeUnit.SECONDS).body().consume();
			await(() -> System.nanoTime() - sent > 2 * TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS));
			write(connection, "other");
			await(() -> String.join("", this.received).equals("firstother"));
		}
	}

	private static void write(Socket connection, String text) throws IOException {
		connection.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
	}

}
