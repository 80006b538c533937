package io.leader.kubernetes;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import tools.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.leader.lock.LockException;
import io.leader.support.CannedApiServer;
import io.leader.support.TcpProxy;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that a response whose caller no longer waits does not occupy its connection. In
 * these tests, the server rejects the token. Before the client library repeats the
 * request, it waits for a new token for longer than the caller's timeout.
 */
class AbandonedResponseTests {

	/**
	 * The timeout of the caller. It is long enough for the first response to arrive if
	 * the classes of the client have already been loaded.
	 */
	private static final Duration SHORT = Duration.ofSeconds(1);

	private final CannedApiServer server = new CannedApiServer();

	private final TcpProxy proxy = new TcpProxy("127.0.0.1", this.server.port());

	private final AtomicInteger tokens = new AtomicInteger();

	private final CountDownLatch refreshing = new CountDownLatch(1);

	private final CountDownLatch refreshed = new CountDownLatch(1);

	private final ObjectWatcher nobody = new ObjectWatcher() {

		@Override
		public void changed(ObjectNode object) {
			throw new AssertionError(object);
		}

		@Override
		public void deleted(ObjectNode object) {
			throw new AssertionError(object);
		}

		@Override
		public void closed(LockException cause) {
			throw new AssertionError(cause);
		}

	};

	private KubernetesConnection connection;

	@BeforeEach
	void connect() {
		Config config = new ConfigBuilder().withMasterUrl("http://127.0.0.1:" + this.proxy.port())
			.withOauthTokenProvider(this::token)
			.build();
		this.connection = new KubernetesConnection(config, new ApiStatistics(Duration.ofDays(1)));
		// Load the classes of the client.
		this.connection.api().get("/other", Duration.ofSeconds(20));
		this.server.requests().clear();
		this.server.respond("GET /object", 401, "{}");
	}

	@AfterEach
	void close() {
		this.refreshed.countDown();
		this.connection.close();
		this.proxy.close();
		this.server.close();
	}

	/**
	 * Returns a new token. If the server has already received a request, waits until the
	 * test permits it.
	 */
	private String token() {
		if (!this.server.requests().isEmpty()) {
			this.refreshing.countDown();
			try {
				this.refreshed.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		return "token-" + this.tokens.incrementAndGet();
	}

	@Test
	void aResponseThatArrivedBeforeTheTimeoutIsCanceled() {
		assertThatExceptionOfType(LockException.class).isThrownBy(() -> this.connection.api().get("/object", SHORT));
		assertThat(this.refreshing.getCount()).isZero();
		await(() -> this.proxy.connections() == 0);
	}

	@Test
	void aResponseThatArrivesAfterTheTimeoutIsCanceled() {
		assertThatExceptionOfType(LockException.class).isThrownBy(() -> this.connection.api().get("/object", SHORT));
		this.refreshed.countDown();
		await(() -> this.server.requests().size() == 2);
		await(() -> this.proxy.connections() == 0);
	}

	@Test
	void aStreamThatOpensAfterTheTimeoutIsCanceled() {
		assertThatExceptionOfType(LockException.class)
			.isThrownBy(() -> this.connection.api().stream("/object", this.nobody, SHORT));
		this.server.respond("GET /object", 200, "{}");
		this.refreshed.countDown();
		await(() -> this.server.requests().size() == 2);
		// The idle connection for calls remains.
		await(() -> this.proxy.connections() == 1);
	}

}
