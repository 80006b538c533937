package io.leader.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;

import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the suspension of a machine is detected before the next timer is due (rule
 * 11).
 */
class WakeUpTests extends OneCandidateTest {

	private static final ElectionTimings SLOW = new ElectionTimings(Duration.ofMinutes(30), Duration.ofMinutes(20),
			Duration.ofMinutes(5));

	private LeaderElection start(Supplier<String> identity) {
		this.engine = new ElectionEngine(runtime());
		LeaderElection election = this.engine.add(ElectionSettings.named("orders")
			.identity(identity)
			.timings(SLOW)
			.shutdownTimeout(Duration.ofSeconds(5))
			.build(), this.lock);
		election.addListener(blockingOn(open(), open()));
		this.engine.start();
		await(election::isLeader);
		await(() -> this.events.contains("granted"));
		return election;
	}

	private void sleepPastTheDeadline() {
		this.skippedMillis.set(SLOW.renewDeadline().toMillis() + 1000);
	}

	@Test
	void theEndOfAnAuthorityIsNoticedBeforeTheNextTimer() {
		LeaderElection election = start(() -> "me");
		GuardedCall call = election.enter();
		assertThat(call).isNotNull();
		call.onRevoked(() -> {
			this.events.add("interrupted");
			call.close();
		});
		sleepPastTheDeadline();
		assertThat(election.isLeader()).isFalse();
		// The clocks are checked at least every 250 ms. The next timer is due in ten
		// minutes.
		await(() -> this.events.contains("revoked") && this.events.contains("interrupted"));
	}

	@Test
	void anIdentityThatCannotBeDrawnDelaysNoListener() throws Exception {
		AtomicBoolean failing = new AtomicBoolean();
		start(() -> {
			if (failing.get()) {
				throw new IllegalStateException("no name (simulated by this test)");
			}
			return "me";
		});
		failing.set(true);
		sleepPastTheDeadline();
		// The next attempt to draw an identity is due in five minutes.
		await(() -> this.events.contains("revoked"));
		this.engine.stop().get(10, TimeUnit.SECONDS);
	}

	@Test
	void aLeaderAskedToYieldAsItWakesUpReleasesNothing() {
		LeaderElection election = start(() -> "me");
		sleepPastTheDeadline();
		election.yieldLeadership(Duration.ofMinutes(1));
		await(() -> this.events.contains("revoked"));
		throughout(Duration.ofSeconds(1), () -> !this.lock.isReleased());
	}

}
