package io.leader.faults;

import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.leader.engine.ElectionTimings;
import io.leader.faults.HttpFaultProxy.Fault;
import io.leader.support.Contender;
import io.leader.support.TestCluster;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that when a leader shuts down, the next leader does not have to wait until the
 * lease expires, even if the release or a renewal in progress suffers a transient fault
 * between the former leader and the API server.
 */
@EnabledIf("io.leader.support.TestCluster#isReal")
class ReleaseUnderFaultsTests {

	private static final int REPEAT = Integer.getInteger("leader.faults.repeat", 2);

	/**
	 * The maximum duration of a handover, which is far less than the lease duration. On
	 * an idle machine, a handover takes a fraction of a second.
	 */
	private static final Duration IMMEDIATELY = Duration.ofSeconds(8);

	/**
	 * Timings with which no renewal is due while a case runs, so that the fault affects
	 * the release.
	 */
	private static final ElectionTimings NO_RENEWAL = new ElectionTimings(Duration.ofSeconds(60),
			Duration.ofSeconds(50), Duration.ofSeconds(2));

	private static final ElectionTimings RENEWALS = new ElectionTimings(Duration.ofSeconds(40), Duration.ofSeconds(3),
			Duration.ofSeconds(2));

	/** The fault while the leader shuts down. */
	enum Case {

		UNAVAILABLE(Fault.ERROR_503), TOO_MANY_REQUESTS(Fault.TOO_MANY_REQUESTS), CONFLICT(Fault.CONFLICT),
		RESPONSE_LOST(Fault.TRUNCATED),
		/**
		 * The renewal takes effect, and its response arrives after the end of the case.
		 */
		RENEWAL_IN_PROGRESS(Fault.LATE);

		private final Fault fault;

		Case(Fault fault) {
			this.fault = fault;
		}

		ElectionTimings timings() {
			return (this == RENEWAL_IN_PROGRESS) ? RENEWALS : NO_RENEWAL;
		}

	}

	private final HttpFaultProxy proxy = new HttpFaultProxy(URI.create(TestCluster.get().config().getMasterUrl()));

	@AfterEach
	void close() {
		this.proxy.close();
	}

	private static void awaitLeading(Contender contender) {
		await(Duration.ofSeconds(90), () -> contender.leads() && contender.wasNotifiedOfGrant());
	}

	@ParameterizedTest
	@EnumSource
	void theNextLeaderFollowsAtOnce(Case passing) {
		Duration longest = Duration.ZERO;
		int withinASecond = 0;
		for (int i = 0; i < REPEAT; i++) {
			Duration gap = handover(passing);
			longest = (gap.compareTo(longest) > 0) ? gap : longest;
			withinASecond += (gap.toSeconds() == 0) ? 1 : 0;
			assertThat(gap).as("%s, run %d", passing, i).isLessThan(IMMEDIATELY);
		}
		System.out.printf("%s: %d of %d handovers within a second; the longest took %d ms%n", passing, withinASecond,
				REPEAT, longest.toMillis());
	}

	private Duration handover(Case passing) {
		String lock = "election-" + UUID.randomUUID();
		String server = "http://127.0.0.1:" + this.proxy.port();
		try (Contender leader = Contender.of(lock, "leader").through(server).timings(passing.timings()).start()) {
			awaitLeading(leader);
			try (Contender next = Contender.of(lock, "next").timings(passing.timings()).start()) {
				await(() -> "leader".equals(next.election().status().leader()));
				this.proxy.injectIntoNextWrite(passing.fault);
				if (passing == Case.RENEWAL_IN_PROGRESS) {
					await(() -> !this.proxy.awaitsWrite());
				}
				long begun = System.nanoTime();
				CompletableFuture<Void> closing = CompletableFuture.runAsync(leader::close);
				awaitLeading(next);
				Duration gap = Duration.ofNanos(System.nanoTime() - begun);
				closing.join();
				return gap;
			}
		}
	}

}
