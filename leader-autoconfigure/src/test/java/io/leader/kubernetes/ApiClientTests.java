package io.leader.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;

import io.fabric8.kubernetes.client.http.HttpClient;
import org.junit.jupiter.api.Test;

import io.leader.lock.LockException;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests which connections are used after many calls were in progress at the same time.
 */
class ApiClientTests extends AbstractApiClientTests {

	private static final Duration SHORT = Duration.ofMillis(500);

	@Test
	void connectionsThatAreNoLongerNeededAreNotUsedInTurn() throws Exception {
		Set<Integer> former = callTogether(MANY);
		assertThat(former).hasSize(MANY);
		pass(CallsInProgress.CALM);
		assertThat(callOneByOne()).as("kept for a while").isSubsetOf(former).hasSizeGreaterThan(CallsInProgress.FEW);
		replace();
		assertThat(callOneByOne()).hasSize(1).doesNotContainAnyElementsOf(former);
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

}
