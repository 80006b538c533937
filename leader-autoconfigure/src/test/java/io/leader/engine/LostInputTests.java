package io.leader.engine;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for errors that prevent the machine from learning that the authority has ended or
 * could not begin, or that the listeners or guarded calls of a term have returned. The
 * machine then learns it later, from a retry or from the next check of the shared state
 * (rule 10).
 */
class LostInputTests extends MomentaryErrorTest {

	/**
	 * The first three attempts to start watching the clocks fail.
	 */
	@Test
	void anErrorAsATermBeginsLeavesNoTermWithoutAuthority() {
		ClockWatch real = this.threads.runtime(this.movableClock).clockWatch();
		this.errors.set(3);
		LeaderElection election = candidate(runtime(this.threads.runtime(this.movableClock).listeners(), (check) -> {
			fail();
			return real.watch(check);
		}), LONG, this.hooked);
		await(() -> this.errors.get() == 0);
		await(election::isLeader);
	}

	@Test
	void anErrorAsAYieldIsPassedOnLosesNoRevocation() {
		LeaderElection election = candidate(runtime(new FailingThread(Election.class)), LONG, this.hooked);
		await(() -> this.events.contains("granted"));
		this.errors.set(1);
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(election::yieldLeadership);
		assertThat(this.errors).hasValue(0);
		assertThat(election.isLeader()).isFalse();
		skip(Duration.ZERO);
		await(() -> this.events.contains("revoked"));
	}

	@Test
	void anErrorAsTheListenersReturnDoesNotProlongTheTerm() {
		LeaderElection election = candidate(runtime(new FailingThread(EventQueue.class)), LONG, this.hooked);
		await(() -> this.events.contains("granted"));
		this.errors.set(1);
		election.yieldLeadership();
		await(() -> this.events.size() == 3);
		assertThat(this.errors).hasValue(0);
		assertThat(this.events).containsExactly("granted", "revoked", "granted");
	}

	@Test
	void anErrorAsTheLastGuardedCallFinishesDoesNotProlongItsTerm() {
		LeaderElection election = candidate(runtime(new FailingThread(GuardedCalls.class)), LONG, this.hooked);
		await(() -> this.events.contains("granted"));
		GuardedCall call = election.enter();
		election.yieldLeadership();
		await(() -> this.events.contains("revoked"));
		this.errors.set(1);
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(call::close);
		assertThat(this.errors).hasValue(0);
		skip(Duration.ZERO);
		await(() -> this.events.size() == 3);
		assertThat(this.events).containsExactly("granted", "revoked", "granted");
	}

}
