package io.leader.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.leader.election.ElectionStatistics.RevocationCause;
import io.leader.election.LeaderElection;
import io.leader.lock.ElectionLock;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that other elections of the same engine do not affect a healthy one (rule 5).
 */
class OtherElectionsTests extends OneCandidateTest {

	private static final int HANGING = 30;

	private final CountDownLatch end = new CountDownLatch(1);

	private LeaderElection add(String name, ElectionLock lock) {
		return this.engine.add(ElectionSettings.named(name)
			.identity("me")
			.timings(TIMINGS)
			.shutdownTimeout(Duration.ofSeconds(1))
			.build(), lock);
	}

	/**
	 * Returns a lock whose reads and writes block until the test lets them continue,
	 * regardless of their timeout.
	 */
	private HookedLock hanging() {
		HookedLock hanging = new HookedLock();
		hanging.hook = (record, write) -> {
			waitFor(this.end);
			return write.get();
		};
		hanging.beforeRead = () -> waitFor(this.end);
		return hanging;
	}

	@Test
	void hangingLocksDoNotEndTheLeadershipOfAHealthyElection() throws Exception {
		this.engine = new ElectionEngine(this.threads.runtime(ElectionClock.system()));
		List<LeaderElection> hanging = new ArrayList<>();
		for (int i = 0; i < HANGING; i++) {
			hanging.add(add("hanging-" + i, hanging()));
		}
		LeaderElection healthy = add("healthy", this.lock);
		this.engine.start();
		await(healthy::isLeader);
		// Within three renew deadlines, the hanging calls time out and are repeated, so
		// that each hanging lock occupies several threads.
		TimeUnit.MILLISECONDS.sleep(3 * TIMINGS.renewDeadline().toMillis());
		assertThat(healthy.isLeader()).isTrue();
		assertThat(healthy.statistics().grants()).isEqualTo(1);
		assertThat(healthy.statistics().revocations(RevocationCause.EXPIRED)).isZero();
		long threads = Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("leader-io"))
			.count();
		assertThat(threads).as("bounded by the maximum of each election").isLessThanOrEqualTo(HANGING * 7L + 8);
		this.end.countDown();
		hanging.forEach((election) -> await(election::isLeader));
	}

}
