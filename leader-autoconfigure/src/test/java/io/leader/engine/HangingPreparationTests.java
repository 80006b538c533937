package io.leader.engine;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.leader.election.LeaderElection;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a preparation that does not return is abandoned and does not block the
 * candidate.
 */
class HangingPreparationTests extends OneCandidateTest {

	private final AtomicInteger calls = new AtomicInteger();

	private final CountDownLatch returns = new CountDownLatch(1);

	@AfterEach
	void letThemReturn() {
		this.returns.countDown();
	}

	private LeaderElection candidate(int hanging, boolean forLife) {
		this.engine = new ElectionEngine(runtime());
		LeaderElection election = this.engine.add(ElectionSettings.named("orders")
			.identity("me")
			.timings(TIMINGS)
			.forLife(forLife)
			.preparation(new TermPreparation() {

				@Override
				public void prepare(String name, long fencingToken) {
					if (HangingPreparationTests.this.calls.incrementAndGet() <= hanging) {
						waitFor(HangingPreparationTests.this.returns);
						HangingPreparationTests.this.events.add("late " + fencingToken);
					}
				}

				@Override
				public Duration timeout() {
					return Duration.ofMillis(100);
				}

			})
			.build(), this.lock);
		election.addListener(blockingOn(open(), open()));
		this.engine.start();
		return election;
	}

	@Test
	void theNextTermIsPreparedBeforeItReturns() {
		LeaderElection election = candidate(1, false);
		await(() -> this.events.contains("granted"));
		assertThat(election.fencingToken().orElseThrow()).isGreaterThan(1);
		this.returns.countDown();
		await(() -> this.events.contains("late 1"));
		assertThat(election.isLeader()).isTrue();
		assertThat(this.events).containsExactly("granted", "late 1");
	}

	@Test
	void aTermThatContinuesIsPreparedByAnotherCall() {
		LeaderElection election = candidate(1, true);
		await(() -> this.events.contains("granted"));
		assertThat(election.fencingToken()).hasValue(1);
		assertThat(this.calls).hasValue(2);
	}

	@Test
	void itBlocksAtMostThreeThreads() {
		LeaderElection election = candidate(Integer.MAX_VALUE, true);
		await(() -> this.calls.get() == 3);
		throughout(Duration.ofMillis(500), 3, () -> this.calls.get() == 3);
		assertThat(election.status().problem()).contains("its preparation has not returned.");
		this.returns.countDown();
		await(() -> this.events.contains("granted"));
		assertThat(election.fencingToken()).as("a call that returns late still prepares its own term").hasValue(1);
	}

}
