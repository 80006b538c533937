package io.leader.election;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A machine that was asleep notices it while no timer is due (rule 11).
 */
class WakeUpTests extends OneCandidateTest {

	private static final ElectionTimings SLOW = new ElectionTimings(Duration.ofMinutes(30), Duration.ofMinutes(20),
			Duration.ofMinutes(5));

	@Test
	void theEndOfAnAuthorityIsNoticedBeforeTheNextTimer() {
		ElectionClock clock = new ElectionClock() {

			@Override
			public long nanoTime() {
				return System.nanoTime();
			}

			@Override
			public long currentTimeMillis() {
				return System.currentTimeMillis() + WakeUpTests.this.skippedMillis.get();
			}

		};
		this.engine = new ElectionEngine(this.threads.runtime(clock));
		LeaderElection election = this.engine.add(new ElectionSettings("orders", "me", InstanceMark.ofThisStart(null),
				SLOW, true, Duration.ofSeconds(5), Duration.ZERO, false), this.lock);
		election.addListener(blockingOn(open(), open()));
		this.engine.start();
		await(election::isLeader);
		await(() -> this.events.contains("granted"));
		GuardedCall call = election.enter();
		assertThat(call).isNotNull();
		call.onRevoked(() -> {
			this.events.add("interrupted");
			call.close();
		});
		this.skippedMillis.set(SLOW.renewDeadline().toMillis());
		assertThat(election.isLeader()).isFalse();
		// Within 250 ms; the next timer is due in ten minutes.
		await(() -> this.events.contains("revoked") && this.events.contains("interrupted"));
	}

}
