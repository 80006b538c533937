package io.leader.engine;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.lock.InMemoryLock;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that each thread keeps track of its open guarded calls.
 */
class GuardedThreadTests extends OneCandidateTest {

	private final Object work = new Object();

	private static Set<GuardedTerm> now() {
		Object asked = new Object();
		GuardedThread.note(asked);
		try {
			return GuardedThread.terms(asked);
		}
		finally {
			GuardedThread.forget(asked);
		}
	}

	private static ElectionSettings settings() {
		return ElectionSettings.named("orders").identity("me").timings(TIMINGS).preparation(new TermPreparation() {

			@Override
			public void prepare(String election, long fencingToken) {
			}

			@Override
			public Duration timeout() {
				return Duration.ofMinutes(1);
			}

		}).build();
	}

	private LeaderElection elect() {
		this.engine = new ElectionEngine(this.threads.runtime(this.movableClock));
		return started(this.engine.add(settings(), this.lock));
	}

	private LeaderElection started(LeaderElection election) {
		this.engine.start();
		await(election::isLeader);
		return election;
	}

	@Test
	void aThreadIsInACallUntilItIsClosed() {
		LeaderElection election = elect();
		GuardedTerm term = new GuardedTerm("orders", election.fencingToken().orElseThrow());
		assertThat(now()).isEmpty();
		assertThat(election.runIfLeader(() -> {
			assertThat(now()).containsExactly(term);
			assertThat(election.runIfLeader(() -> assertThat(now()).containsExactly(term))).isTrue();
			assertThat(now()).containsExactly(term);
		})).isTrue();
		assertThat(now()).isEmpty();
	}

	@Test
	void theTermIsTheOneInWhichTheCallBegan() {
		LeaderElection election = elect();
		GuardedTerm term = new GuardedTerm("orders", election.fencingToken().orElseThrow());
		election.runIfLeader(() -> {
			election.yieldLeadership();
			assertThat(now()).containsExactly(term);
		});
	}

	@Test
	void aCallClosedOnAnotherThreadIsLeftOnThisThread() {
		LeaderElection election = elect();
		GuardedCall call = election.enter();
		CompletableFuture.runAsync(() -> {
			assertThat(now()).as("on the other thread").isEmpty();
			call.close();
		}).join();
		assertThat(now()).isEmpty();
	}

	@Test
	void aCallThatContinuesOnAnotherThreadCanBeLeft() {
		LeaderElection election = elect();
		GuardedCall call = election.enter();
		GuardedThread.leave(call);
		assertThat(now()).isEmpty();
		election.yieldLeadership();
		assertThat(this.lock.isReleased()).as("the call is still open").isFalse();
		call.close();
		await(this.lock::isReleased);
	}

	@Test
	void workKnowsTheCallsAroundItAndTheCallsInsideIt() {
		LeaderElection election = elect();
		GuardedTerm term = new GuardedTerm("orders", election.fencingToken().orElseThrow());
		GuardedThread.note(this.work);
		Object inner = new Object();
		election.runIfLeader(() -> GuardedThread.note(inner));
		assertThat(GuardedThread.terms(this.work)).containsExactly(term);
		assertThat(GuardedThread.terms(inner)).containsExactly(term);
		GuardedThread.forget(this.work);
		GuardedThread.forget(inner);
		assertThat(GuardedThread.terms(this.work)).isEmpty();
	}

	@Test
	void aCallOnTwoLocksHasTheTokenOfTheNewOne() {
		this.engine = new ElectionEngine(this.threads.runtime(this.movableClock));
		LeaderElection election = started(this.engine.addMigrating(settings(), new InMemoryLock(), this.lock));
		GuardedTerm term = new GuardedTerm("orders", election.fencingToken().orElseThrow());
		election.runIfLeader(() -> assertThat(now()).containsExactly(term));
		assertThat(now()).isEmpty();
	}

	/**
	 * An election without preparation does not pay for recording calls.
	 */
	@Test
	void aCallWhoseTermNeedsNoPreparationIsNotRecorded() {
		LeaderElection election = elect(blockingOn(open(), open()));
		assertThat(election.runIfLeader(() -> assertThat(now()).isEmpty())).isTrue();
	}

	@Test
	void anElectionWithoutALockHasNoTermToFence() {
		this.engine = new ElectionEngine(this.threads.runtime(this.movableClock));
		LeaderElection election = this.engine.addManual("orders", "me", true, Duration.ofSeconds(5));
		assertThat(election.runIfLeader(() -> assertThat(now()).isEmpty())).isTrue();
	}

}
