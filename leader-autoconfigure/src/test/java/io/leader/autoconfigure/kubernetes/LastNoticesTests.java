package io.leader.autoconfigure.kubernetes;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import io.fabric8.kubernetes.client.ConfigBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.mock.env.MockEnvironment;

import io.leader.autoconfigure.LeaderContextTest;
import io.leader.election.LeaderElection;
import io.leader.kubernetes.ApiStatistics;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.lock.kubernetes.KubernetesLock;
import io.leader.lock.kubernetes.LeaseLock;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;

/**
 * Tests that a thread that waits for the last requests of a stopping application does not
 * block other threads.
 */
class LastNoticesTests {

	private final CountDownLatch requested = new CountDownLatch(1);

	private final CountDownLatch completed = new CountDownLatch(1);

	private final KubernetesConnection connection = new KubernetesConnection(
			new ConfigBuilder().withMasterUrl("http://127.0.0.1:1").build(), new ApiStatistics(Duration.ofDays(1)));

	private final MockEnvironment environment = new MockEnvironment().withProperty("leader.lock-name", "orders");

	private final KubernetesNotices notices = new KubernetesNotices(LeaderContextTest.configured(this.environment),
			this::block, () -> "default", locks(), this.environment, Duration.ofMinutes(5));

	private Map<String, List<KubernetesLock>> locks() {
		return new HashMap<>(Map.of("orders", List.of(new LeaseLock(this.connection, "default", "orders", null))));
	}

	private KubernetesConnection block() {
		this.requested.countDown();
		try {
			this.completed.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		throw new IllegalStateException("a request of this test that fails on purpose");
	}

	/**
	 * Starts a request that blocks.
	 */
	@BeforeEach
	void startRequest() throws InterruptedException {
		LeaderElection election = mock(RETURNS_DEEP_STUBS);
		given(election.name()).willReturn("orders");
		this.notices.registered(election);
		this.notices.onApplicationEvent(new ApplicationReadyEvent(new SpringApplication(), new String[0],
				new StaticApplicationContext(), Duration.ZERO));
		this.requested.await();
	}

	@AfterEach
	void completeRequest() throws InterruptedException {
		this.completed.countDown();
		this.notices.destroy();
		this.connection.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aStoppingApplicationDoesNotBlockOthers(boolean forGood) throws InterruptedException {
		Thread stopping = new Thread(() -> end(forGood), "stopping");
		stopping.start();
		awaitState(stopping, Thread.State.TIMED_WAITING);
		Thread other = new Thread(() -> this.notices.removed("orders"), "other");
		other.start();
		awaitState(other, Thread.State.TERMINATED);
		assertThat(stopping.getState()).as("still waits").isEqualTo(Thread.State.TIMED_WAITING);
		this.completed.countDown();
		awaitState(stopping, Thread.State.TERMINATED);
	}

	private void end(boolean forGood) {
		try {
			if (forGood) {
				this.notices.destroy();
			}
			else {
				this.notices.finish();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void awaitState(Thread thread, Thread.State state) {
		await(Duration.ofSeconds(20), () -> thread.getState() == state);
	}

}
