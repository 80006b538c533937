package io.leader.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import io.leader.election.LeaderElection;
import io.leader.lock.InMemoryLock;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that leadership signs are hidden before a yield, a stop, or the observation of
 * another holder ends the authority.
 */
class LeadershipSignTests extends OneCandidateTest {

	private final List<Boolean> leadingWhenHidden = new CopyOnWriteArrayList<>();

	private LeaderElection withSign() {
		LeaderElection election = elect(blockingOn(open(), open()));
		this.engine.addSign("orders", () -> this.leadingWhenHidden.add(election.isLeader()));
		await(() -> this.events.contains("granted"));
		return election;
	}

	private void awaitRevoked() {
		await(() -> this.events.contains("revoked"));
		assertThat(this.leadingWhenHidden).isNotEmpty().first().isEqualTo(true);
	}

	@Test
	void hiddenBeforeAYield() {
		LeaderElection election = withSign();
		assertThat(election.yieldLeadership()).isTrue();
		assertThat(this.leadingWhenHidden).first().isEqualTo(true);
		awaitRevoked();
	}

	@Test
	void hiddenBeforeAStop() {
		withSign();
		this.engine.stop().join();
		awaitRevoked();
	}

	@Test
	void hiddenBeforeAnotherHolderEndsTheAuthority() {
		withSign();
		LockSnapshot seen = this.lock.read(Duration.ZERO);
		LockRecord record = seen.record();
		this.lock.replace(seen, new LockRecord("other", 3, record.acquireTime(), record.renewTime(), 9, null),
				Duration.ZERO);
		awaitRevoked();
	}

	/**
	 * Hiding a sign must not throw an exception. If it does, the authority ends
	 * nevertheless.
	 */
	@Test
	void aSignThatCannotBeHiddenDoesNotProlongTheAuthority() {
		ElectionTimings slow = new ElectionTimings(Duration.ofMinutes(3), Duration.ofMinutes(2), Duration.ofMillis(20));
		LeaderElection election = candidate(slow, this.lock);
		await(() -> this.events.contains("granted"));
		this.engine.addSign("orders", () -> {
			throw new IllegalStateException("no sign can be hidden (simulated by this test)");
		});
		LockSnapshot seen = this.lock.read(Duration.ZERO);
		LockRecord record = seen.record();
		this.lock.replace(seen, new LockRecord("other", 300, record.acquireTime(), record.renewTime(), 9, null),
				Duration.ZERO);
		await(() -> this.events.contains("revoked"));
		assertThat(election.isLeader()).isFalse();
	}

	@Test
	void hiddenInBothElectionsOfAPair() {
		ElectionEngine pairs = new ElectionEngine(this.threads.runtime(ElectionClock.system()));
		LeaderElection election = pairs.addMigrating(ElectionSettings.named("pair")
			.identity("me")
			.timings(TIMINGS)
			.shutdownTimeout(Duration.ofSeconds(5))
			.build(), this.lock, new InMemoryLock());
		pairs.addSign("pair", () -> this.leadingWhenHidden.add(election.isLeader()));
		pairs.start();
		await(election::isLeader);
		assertThat(election.yieldLeadership()).isTrue();
		assertThat(this.leadingWhenHidden).first().isEqualTo(true);
		await(() -> !election.isLeader());
		pairs.stop().join();
	}

}
