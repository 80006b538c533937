package io.leader.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

import io.leader.election.ElectionStatistics.RenewalOutcome;
import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.election.ManualElection;
import io.leader.lock.InMemoryLock;
import io.leader.lock.InstanceMark;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for elections that are added and removed while the engine runs, and for manual
 * elections.
 */
class ElectionEngineTests extends OneCandidateTest {

	private ElectionSettings settings(String name) {
		return ElectionSettings.named(name)
			.identity("me")
			.mark(InstanceMark.ofThisStart(null))
			.timings(TIMINGS)
			.shutdownTimeout(Duration.ofSeconds(5))
			.build();
	}

	@Test
	void anElectionAddedLaterStartsOnRequestAndEndsWhenRemoved() {
		elect(blockingOn(open(), open()));
		InMemoryLock second = new InMemoryLock();
		LeaderElection later = this.engine.add(settings("later"), second);
		assertThat(this.engine.get("later")).isSameAs(later);
		assertThat(later.isLeader()).isFalse();
		this.engine.startAdded();
		await(later::isLeader);
		this.engine.remove("later", () -> {
		}).join();
		assertThat(later.isLeader()).isFalse();
		assertThat(second.isReleased()).isTrue();
		assertThat(this.engine.find("later")).isEmpty();
		assertThatIllegalArgumentException().isThrownBy(() -> this.engine.remove("later", () -> {
		})).withMessageContaining("'later'");
		LeaderElection again = this.engine.add(settings("later"), second);
		this.engine.startAdded();
		await(again::isLeader);
	}

	/**
	 * If the election started while its listeners were being registered, they could miss
	 * its first grant.
	 */
	@Test
	void anElectionThatIsBeingRegisteredDoesNotStartWithTheEngine() {
		this.engine = new ElectionEngine(this.threads.runtime(ElectionClock.system()));
		LeaderElection first = this.engine.add(settings("first"), new InMemoryLock());
		this.engine.holdAdded();
		LeaderElection second = this.engine.add(settings("second"), new InMemoryLock());
		this.engine.holdAdded();
		LeaderElection nested = this.engine.add(settings("nested"), new InMemoryLock());
		this.engine.start();
		await(first::isLeader);
		this.engine.startAdded();
		throughout(Duration.ofMillis(100), () -> !second.isLeader() && !nested.isLeader());
		assertThat(second.statistics().grants()).isZero();
		this.engine.startAdded();
		await(second::isLeader);
		await(nested::isLeader);
	}

	@Test
	void workAfterARemovalDoesNotDelayOtherElections() throws Exception {
		LeaderElection orders = elect(blockingOn(open(), open()));
		this.engine.add(settings("later"), new InMemoryLock());
		this.engine.startAdded();
		await(this.engine.get("later")::isLeader);
		CountDownLatch blocked = new CountDownLatch(1);
		CompletableFuture<Void> removed = this.engine.remove("later", () -> waitFor(blocked));
		long renewals = orders.statistics().renewals(RenewalOutcome.SUCCEEDED);
		await(() -> orders.statistics().renewals(RenewalOutcome.SUCCEEDED) > renewals + 1);
		assertThat(removed).isNotDone();
		assertThatIllegalArgumentException().as("the name is still in use")
			.isThrownBy(() -> this.engine.add(settings("later"), new InMemoryLock()));
		CompletableFuture<String> thread = removed.thenApply((nothing) -> Thread.currentThread().getName());
		blocked.countDown();
		assertThat(thread.get()).doesNotContain("engine");
	}

	@Test
	void aNameIsInUseUntilItsPreviousElectionHasEnded() {
		CountDownLatch blocked = new CountDownLatch(1);
		elect(blockingOn(open(), blocked));
		await(() -> this.events.contains("granted"));
		CompletableFuture<Void> removed = this.engine.remove("orders", () -> {
		});
		await(() -> this.events.contains("revoked"));
		assertThat(removed).isNotDone();
		assertThatIllegalArgumentException().isThrownBy(() -> this.engine.add(settings("orders"), new InMemoryLock()))
			.withMessageContaining("before the removed one has ended");
		CompletableFuture<Void> stopped = this.engine.stop();
		assertThat(stopped).as("also waits for the removed election").isNotDone();
		blocked.countDown();
		removed.join();
		stopped.join();
		this.engine.add(settings("orders"), new InMemoryLock());
	}

	@Test
	void noElectionStartsBeforeTheEngine() {
		this.engine = new ElectionEngine(this.threads.runtime(ElectionClock.system()));
		ManualElection election = this.engine.addManual("orders", "me", true, Duration.ofSeconds(5));
		election.addListener(blockingOn(open(), open()));
		this.engine.startAdded();
		assertThat(this.events).isEmpty();
		this.engine.start();
		assertThat(this.events).containsExactly("granted");
	}

	@Test
	void aManualElectionNotifiesItsListenersBeforeItReturns() {
		this.engine = new ElectionEngine(this.threads.runtime(ElectionClock.system()));
		ManualElection election = this.engine.addManual("orders", "me", false, Duration.ofSeconds(5));
		election.addListener(blockingOn(open(), open()));
		this.engine.start();
		assertThat(election.isLeader()).isFalse();
		election.grant();
		election.grant();
		long token = election.fencingToken().orElseThrow();
		assertThat(election.status().leading()).isTrue();
		GuardedCall running = election.enter();
		assertThat(running).isNotNull();
		running.onRevoked(() -> this.events.add("interrupted"));
		election.revoke();
		election.revoke();
		assertThat(this.events).containsExactly("granted", "interrupted", "revoked");
		assertThat(election.runIfLeader(() -> this.events.add("ran"))).isFalse();
		election.grant();
		assertThat(election.fencingToken().orElseThrow()).isGreaterThan(token);
		assertThat(election.yieldLeadership()).isTrue();
		assertThat(election.isLeader()).isFalse();
		election.reset();
		this.engine.stop().join();
		assertThat(this.events).isEqualTo(List.of("granted", "interrupted", "revoked", "granted", "revoked"));
	}

	@Test
	void aListenerMayAddAnElectionWhileOthersStart() {
		this.engine = new ElectionEngine(this.threads.runtime(ElectionClock.system()));
		this.engine.start();
		this.engine.addManual("first", "me", true, Duration.ofSeconds(5)).addListener(new LeaderElectionListener() {

			@Override
			public void onGranted(LeaderElection election, long fencingToken) {
				ElectionEngineTests.this.engine.addManual("second", "me", true, Duration.ofSeconds(5));
				ElectionEngineTests.this.engine.startAdded();
			}

		});
		ManualElection third = this.engine.addManual("third", "me", true, Duration.ofSeconds(5));
		this.engine.startAdded();
		assertThat(this.engine).hasSize(3).allMatch(LeaderElection::isLeader);
		third.revoke();
		this.engine.startAdded();
		assertThat(third.isLeader()).isFalse();
	}

	@Test
	void aRevocationBeforeTheStartNotifiesNobody() {
		this.engine = new ElectionEngine(this.threads.runtime(ElectionClock.system()));
		ManualElection election = this.engine.addManual("orders", "me", true, Duration.ofSeconds(5));
		election.addListener(blockingOn(open(), open()));
		assertThat(election.isLeader()).as("even before the start").isTrue();
		election.revoke();
		assertThat(this.events).isEmpty();
	}

}
