package io.leader.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import io.leader.election.ElectionStatistics.RenewalOutcome;
import io.leader.election.LeaderElection;
import io.leader.lock.LockException;

import static io.leader.support.Await.await;
import static io.leader.support.Await.awaitAsserted;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a call leaves no state behind once its response has been processed.
 */
class CompletedCallsTests extends OneCandidateTest {

	private static final ElectionTimings FAST = new ElectionTimings(Duration.ofSeconds(1), Duration.ofMillis(200),
			Duration.ofMillis(20));

	@Test
	void completedWritesAreForgotten() {
		LeaderElection election = candidate(FAST, this.lock);
		await(() -> election.statistics().renewals(RenewalOutcome.SUCCEEDED) >= 10);
		this.engine.stop().join();
		// The last write is forgotten at the end of the step in which the engine stops;
		// the stop may already have been reported by then.
		awaitAsserted(
				() -> assertThat(election).extracting("driver.terms.sent", InstanceOfAssertFactories.LIST).isEmpty());
	}

	/**
	 * The first two writes fail. If they still counted as in progress, no other write
	 * could be sent, since at most two may be in progress.
	 */
	@Test
	void anInvalidRetryDelayLeavesNoWriteInProgress() {
		AtomicInteger failures = new AtomicInteger(2);
		HookedLock hooked = new HookedLock();
		hooked.hook = (record, write) -> {
			if (failures.getAndDecrement() > 0) {
				throw new LockException(LockException.Kind.FAILED, "503 (simulated by this test)", null,
						Duration.ofSeconds(Long.MIN_VALUE));
			}
			return write.get();
		};
		LeaderElection election = candidate(FAST, hooked);
		await(election::isLeader);
	}

}
