package io.leader.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.lock.InMemoryLock;
import io.leader.lock.InstanceMark;
import io.leader.lock.test.ElectionLockContract;
import io.leader.support.WaitingTest;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for guarded calls whose work has been canceled, at a candidate that needs two
 * locks. Until the lease of the second lock has expired, such a call keeps both locks
 * from being released, even if the first lock is one that does not expire.
 */
@WaitingTest
class PairedLeaseBoundCallTests extends OneCandidateTest {

	/** Timings with a lease that does not expire in real time while a test waits. */
	private static final ElectionTimings LONG = new ElectionTimings(Duration.ofMinutes(1), Duration.ofSeconds(40),
			Duration.ofSeconds(2));

	private final InMemoryLock second = new InMemoryLock();

	enum Kind {

		EXPIRING(InMemoryLock::new), UNEXPIRING(UnexpiringLock::new);

		@SuppressWarnings("ImmutableEnumChecker")
		private final Supplier<InMemoryLock> create;

		Kind(Supplier<InMemoryLock> create) {
			this.create = create;
		}

	}

	private LeaderElection electWithCanceledCall(InMemoryLock first) {
		this.engine = new ElectionEngine(runtime());
		LeaderElection election = this.engine.addMigrating(ElectionSettings.named("orders")
			.identity("me")
			.mark(InstanceMark.ofThisStart(null))
			.timings(LONG)
			.shutdownTimeout(Duration.ofSeconds(30))
			.build(), first, this.second);
		this.engine.start();
		await(election::isLeader);
		GuardedCall call = election.enter();
		assertThat(call).isNotNull();
		call.onRevoked(() -> {
			LeaseBoundCall.endWithLease(call);
			this.events.add("canceled");
		});
		return election;
	}

	private void awaitLeadership(LeaderElection election) {
		await(() -> {
			fastForward(Duration.ofSeconds(1));
			settle(0);
			return election.isLeader();
		});
	}

	@ParameterizedTest
	@EnumSource
	void aCallWhoseTermOnTheSecondLockHasEndedDoesNotKeepTheFirstOne(Kind kind) {
		InMemoryLock first = kind.create.get();
		LeaderElection election = electWithCanceledCall(first);
		this.second.moveTo(ElectionLockContract.record("new", 1));
		await(() -> this.events.contains("canceled"));
		AtomicInteger renewals = new AtomicInteger(1);
		throughout(LONG.leaseDuration().multipliedBy(2), () -> {
			this.second.moveTo(ElectionLockContract.record("new", renewals.incrementAndGet()));
			return !election.isLeader();
		});
		this.second.moveTo(ElectionLockContract.record("new", renewals.get()).releasedAt(null));
		await(election::isLeader);
		assertThat(first.history()).as("never released").noneMatch((record) -> record.isFree());
		assertThat(election.yieldLeadership(Duration.ofHours(1))).isTrue();
		await(this.second::isReleased);
		await(first::isReleased);
	}

	@ParameterizedTest
	@EnumSource
	void aYieldKeepsBothLocksUntilTheLeaseIsOver(Kind kind) {
		InMemoryLock first = kind.create.get();
		LeaderElection election = electWithCanceledCall(first);
		assertThat(election.yieldLeadership()).isTrue();
		await(() -> this.events.contains("canceled"));
		throughout(LONG.leaseDuration().dividedBy(2), () -> !first.isReleased() && !this.second.isReleased());
		awaitLeadership(election);
	}

}
