package io.leader.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.leader.election.LeaderElection;
import io.leader.lock.InMemoryLock;
import io.leader.support.WaitingTest;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the leaderships of several elections are spread across the replicas.
 */
@WaitingTest
class SpreadTests {

	private static final int ELECTIONS = 12;

	private final List<InMemoryLock> locks = new ArrayList<>();

	private final List<ElectionThreads> threads = new ArrayList<>();

	private final List<ElectionEngine> replicas = new ArrayList<>();

	@AfterEach
	void close() {
		this.threads.forEach(ElectionThreads::close);
	}

	private void replica(String identity, Duration spread) {
		ElectionThreads own = new ElectionThreads();
		this.threads.add(own);
		ElectionEngine engine = new ElectionEngine(own.runtime(ElectionClock.system()));
		for (int i = 0; i < ELECTIONS; i++) {
			if (this.locks.size() == i) {
				this.locks.add(new InMemoryLock());
			}
			engine.add(ElectionSettings.named("election-" + i)
				.identity(identity)
				.shutdownTimeout(Duration.ofSeconds(5))
				.spread(spread)
				.build(), this.locks.get(i));
		}
		this.replicas.add(engine);
	}

	private static long led(ElectionEngine replica) {
		return StreamSupport.stream(replica.spliterator(), false).filter(LeaderElection::isLeader).count();
	}

	/**
	 * Without this limit, a replica that leads hundreds of elections would wait a long
	 * time before claiming an uncontested lock.
	 */
	@Test
	void theWaitIsNotLongerThanALease() {
		this.locks.add(new InMemoryLock());
		ElectionThreads own = new ElectionThreads();
		this.threads.add(own);
		ElectionEngine engine = new ElectionEngine(own.runtime(ElectionClock.system()));
		ElectionTimings timings = new ElectionTimings(Duration.ofMillis(1500), Duration.ofMillis(1000),
				Duration.ofMillis(200));
		for (int i = 0; i < 3; i++) {
			engine.add(settings("election-" + i, timings, Duration.ofMillis(1400)), new InMemoryLock());
		}
		engine.start();
		await(() -> led(engine) == 3);
		this.replicas.add(engine);
		LeaderElection last = engine.add(settings("last", timings, Duration.ofMillis(1400)), new InMemoryLock());
		long added = System.nanoTime();
		engine.startAdded();
		await(((ManagedElection) last)::hasStarted);
		assertThat(last.isLeader()).as("a delayed claim does not hold up the start of other elections").isFalse();
		await(last::isLeader);
		assertThat(Duration.ofNanos(System.nanoTime() - added)).isLessThan(Duration.ofMillis(3 * 1400));
	}

	private static ElectionSettings settings(String name, ElectionTimings timings, Duration spread) {
		return ElectionSettings.named(name)
			.identity("me")
			.timings(timings)
			.shutdownTimeout(Duration.ofSeconds(5))
			.spread(spread)
			.build();
	}

	private void awaitAllLed() {
		await(Duration.ofSeconds(20), () -> this.replicas.stream().mapToLong(SpreadTests::led).sum() == ELECTIONS);
	}

	@Test
	void twelveLeadershipsSpreadOverThreeReplicasAndThenOverTheRemainingTwo() {
		Duration spread = Duration.ofMillis(400);
		List.of("a", "b", "c").forEach((identity) -> replica(identity, spread));
		this.replicas.forEach(ElectionEngine::start);
		awaitAllLed();
		assertThat(this.replicas).allSatisfy((replica) -> assertThat(led(replica)).isBetween(3L, 5L));
		this.replicas.remove(0).stop().join();
		awaitAllLed();
		assertThat(this.replicas).allSatisfy((replica) -> assertThat(led(replica)).isBetween(5L, 7L));
	}

}
