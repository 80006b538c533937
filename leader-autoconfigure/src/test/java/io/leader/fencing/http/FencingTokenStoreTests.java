package io.leader.fencing.http;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.leader.fencing.http.RequestFence.Refused;
import io.leader.fencing.http.RequestFence.Token;

import static org.assertj.core.api.Assertions.assertThat;

class FencingTokenStoreTests {

	private static final int THREADS = 4;

	private static final int TOKENS = 300_000;

	private final FencingTokenStore store = FencingTokenStore.inMemory();

	private final CyclicBarrier start = new CyclicBarrier(THREADS);

	@Test
	void returnsTheLargestTokenOfEachElection() {
		assertThat(this.store.raise("orders", 7)).isEqualTo(7);
		assertThat(this.store.raise("orders", 6)).isEqualTo(7);
		assertThat(this.store.raise("orders", 8)).isEqualTo(8);
		assertThat(this.store.raise("reports", 1)).isOne();
	}

	/**
	 * If the receiver has no list of elections, a sender can make up any number of names.
	 */
	@Test
	void limitsTheNumberOfInventedElections() {
		FencingTokenCheck check = new FencingTokenCheck(this.store, ScriptedElection.HEADERS, Set.of(), false);
		for (int name = 0; name < 10_000; name++) {
			assertThat(check.compare(new FencingToken("made-up-" + name, 1))).isInstanceOf(Token.class);
		}
		assertThat(check.compare(new FencingToken("orders", 1))).isInstanceOfSatisfying(Refused.class, (refused) -> {
			assertThat(refused.problem().getStatus()).isEqualTo(503);
			assertThat(refused.problem().getDetail()).isEqualTo(
					"The receiver has seen 10000 elections and cannot store the tokens of any others. On the receiver,"
							+ " set leader.fencing.http.receiver.elections to the elections whose leaders may send"
							+ " requests.");
		});
		assertThat(check.compare(new FencingToken("made-up-7", 2))).isInstanceOf(Token.class);
		assertThat(check.compare(new FencingToken("made-up-7", 1))).isInstanceOfSatisfying(Refused.class,
				(refused) -> assertThat(refused.problem().getStatus()).isEqualTo(409));
	}

	/**
	 * The returned token never decreases for any thread, even though all threads raise it
	 * concurrently.
	 */
	@Test
	void raisesAtomically() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try {
			List<Callable<Boolean>> raising = IntStream.range(0, THREADS)
				.<Callable<Boolean>>mapToObj((thread) -> () -> raise(thread))
				.toList();
			for (Future<Boolean> grows : threads.invokeAll(raising)) {
				assertThat(grows.get()).isTrue();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private boolean raise(int thread) throws Exception {
		this.start.await();
		long last = 0;
		boolean grows = true;
		for (int token = 0; token < TOKENS; token++) {
			long largest = this.store.raise("orders", (long) token * THREADS + thread);
			grows &= largest >= last;
			last = largest;
		}
		return grows;
	}

}
