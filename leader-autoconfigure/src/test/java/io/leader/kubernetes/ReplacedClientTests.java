package io.leader.kubernetes;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.fabric8.kubernetes.client.http.HttpClient;
import org.junit.jupiter.api.Test;

import io.leader.lock.LockException;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests when a replaced client is closed.
 */
class ReplacedClientTests extends AbstractApiClientTests {

	/**
	 * If a watch kept a replaced client open, all connections of that client would stay
	 * open as well.
	 */
	@Test
	void aWatchDoesNotKeepAReplacedClient() throws Exception {
		BlockingQueue<String> ends = new LinkedBlockingQueue<>();
		BlockingQueue<String> events = new LinkedBlockingQueue<>();
		this.api.stream("/stream", watcher(events, ends), TIMEOUT);
		HttpExchange exchange = this.streams.poll(10, TimeUnit.SECONDS);
		callTogether(MANY);
		replace();
		await(() -> this.client.clients() == 1);
		System.gc();
		exchange.getResponseBody()
			.write("{\"type\":\"ADDED\",\"object\":{\"kind\":\"Lease\"}}\n".getBytes(StandardCharsets.UTF_8));
		exchange.getResponseBody().flush();
		assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo("Lease");
		assertThat(ends).isEmpty();
		exchange.close();
		assertThat(ends.poll(10, TimeUnit.SECONDS)).isEqualTo("ended");
	}

	/**
	 * Begins a call whose response does not end until the returned exchange is closed.
	 */
	private HttpExchange callWithoutEnd() throws InterruptedException {
		this.threads.submit(() -> this.api.get("/stream", Duration.ofMinutes(1)));
		return this.streams.poll(10, TimeUnit.SECONDS);
	}

	@Test
	void aReplacedClientIsClosedAfterItsLastCall() throws Exception {
		HttpExchange last = callWithoutEnd();
		callTogether(MANY);
		replace();
		assertThat(this.client.clients()).isEqualTo(2);
		last.close();
		await(() -> this.client.clients() == 1);
	}

	@Test
	void aSuspensionClosesAllClients() throws Exception {
		this.api.stream("/stream", watcher(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>()), TIMEOUT);
		assertThat(this.streams.poll(10, TimeUnit.SECONDS)).isNotNull();
		HttpClient watching = this.client.watches();
		callWithoutEnd();
		callTogether(MANY);
		replace();
		assertThat(this.client.clients()).isEqualTo(2);
		this.client.suspend();
		assertThat(this.client.clients()).isZero();
		assertThat(this.client.watches()).isNotEqualTo(watching);
		call();
		assertThat(this.client.clients()).isEqualTo(1);
	}

	private static ObjectWatcher watcher(BlockingQueue<String> events, BlockingQueue<String> ends) {
		return new ObjectWatcher() {

			@Override
			public void changed(ObjectNode object) {
				events.add(object.path("kind").asString());
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
