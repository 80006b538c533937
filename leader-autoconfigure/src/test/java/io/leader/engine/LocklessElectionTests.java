package io.leader.engine;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.election.RemainingTime;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for a disabled election: like any other election, it drains guarded calls when it
 * stops.
 */
class LocklessElectionTests extends OneCandidateTest {

	private final AtomicBoolean noThreads = new AtomicBoolean();

	@BeforeEach
	void createEngine() {
		ElectionRuntime real = this.threads.runtime(ElectionClock.system());
		this.engine = new ElectionEngine(new ElectionRuntime(real.clock(), real.engine(), real.io(), (task) -> {
			if (this.noThreads.get()) {
				throw new OutOfMemoryError("unable to create native thread (simulated by this test)");
			}
			real.listeners().execute(task);
		}, real.log(), real.random(), real.clockWatch()));
	}

	private LeaderElection disabled(Duration shutdownTimeout) {
		LeaderElection election = this.engine.addDisabled("orders", "me", shutdownTimeout);
		election.addListener(blockingOn(open(), open()));
		this.engine.start();
		await(() -> this.events.contains("granted"));
		return election;
	}

	@Test
	void theAuthorityDoesNotExpire() {
		LeaderElection election = disabled(Duration.ofMinutes(1));
		assertThat(election.status().authorityRemaining()).isEqualTo(RemainingTime.UNLIMITED);
		assertThat(election.leaseRemaining()).isEqualTo(RemainingTime.UNLIMITED);
		this.engine.stop();
		await(() -> this.events.contains("revoked"));
		assertThat(election.status().authorityRemaining()).isEqualTo(RemainingTime.NONE);
	}

	@Test
	void aStopWaitsForGuardedCalls() {
		LeaderElection election = disabled(Duration.ofMinutes(1));
		GuardedCall first = election.enter();
		GuardedCall second = election.enter();
		CompletableFuture<Void> stopped = this.engine.stop();
		await(() -> this.events.contains("revoked"));
		first.close();
		assertThat(stopped).isNotDone();
		second.close();
		await(stopped::isDone);
		assertThat(election.enter()).isNull();
	}

	@Test
	void aStopTakesNoLongerThanTheShutdownTimeout() {
		LeaderElection election = disabled(Duration.ofMillis(100));
		try (GuardedCall hanging = election.enter()) {
			assertThat(hanging).isNotNull();
			await(this.engine.stop()::isDone);
		}
	}

	@Test
	void aStopIsNotDelayedOnceTheEngineIsClosed() {
		LeaderElection election = disabled(ChronoUnit.FOREVER.getDuration());
		try (GuardedCall hanging = election.enter()) {
			assertThat(hanging).isNotNull();
			this.threads.close();
			assertThat(this.engine.stop()).isDone();
		}
	}

	@Test
	void aStopWaitsForTheGuardedCallsOfEarlierTerms() {
		LeaderElection election = disabled(Duration.ofMinutes(1));
		GuardedCall earlier = election.enter();
		this.engine.stop();
		this.engine.start();
		await(() -> this.events.size() == 3);
		CompletableFuture<Void> stopped = this.engine.stop();
		await(() -> this.events.size() == 4);
		assertThat(stopped).isNotDone();
		earlier.close();
		await(stopped::isDone);
	}

	@Test
	void aStopDoesNotWaitForCanceledCalls() {
		LeaderElection election = disabled(Duration.ofMinutes(1));
		for (int round = 1; round <= 2; round++) {
			GuardedCall canceled = election.enter();
			assertThat(canceled).isNotNull();
			canceled.onRevoked(() -> LeaseBoundCall.endWithLease(canceled));
			await(this.engine.stop()::isDone);
			this.engine.start();
			await(election::isLeader);
		}
	}

	@Test
	void guardedCallsAreNotifiedOnceAThreadIsAvailable() {
		LeaderElection election = disabled(Duration.ofMinutes(1));
		try (GuardedCall running = election.enter()) {
			running.onRevoked(() -> this.events.add("interrupted"));
			this.noThreads.set(true);
			this.engine.stop();
			assertThat(this.events).containsExactly("granted");
			this.noThreads.set(false);
			await(() -> this.events.contains("interrupted"));
		}
	}

	@Test
	void aNegativeAbsenceIsRefusedAsInOtherElections() {
		LeaderElection election = disabled(Duration.ofMinutes(1));
		assertThatIllegalArgumentException().isThrownBy(() -> election.yieldLeadership(Duration.ofSeconds(-1)))
			.withMessageContaining("'orders'")
			.withMessageContaining("PT-1S");
	}

}
