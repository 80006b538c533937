package io.leader.lock.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import io.leader.engine.ElectionTimings;
import io.leader.support.Contender;
import io.leader.support.TestCluster;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the number of requests of an election, as counted by the API server.
 */
@EnabledIf(value = "io.leader.support.TestCluster#isExclusive",
		disabledReason = "needs LEADER_TEST_EXCLUSIVE_KUBECONFIG, a cluster that has no other users")
class TrafficTests extends ClusterTest {

	/** A fifth of the defaults, so that twelve seconds correspond to a minute. */
	private static final ElectionTimings RENEWED_EACH_SECOND = new ElectionTimings(Duration.ofSeconds(3),
			Duration.ofSeconds(2), Duration.ofMillis(400));

	private static final Pattern REQUESTS = Pattern
		.compile("apiserver_request_total\\{[^}]*resource=\"leases\"[^}]*verb=\"(\\w+)\"[^}]*} (\\S+)");

	/**
	 * The number of requests for Leases, from one scrape.
	 */
	private record Requests(String metrics) {

		long of(String verbs) {
			return REQUESTS.matcher(this.metrics)
				.results()
				.filter((line) -> line.group(1).matches(verbs))
				.mapToLong(TrafficTests::count)
				.sum();
		}

		long writes() {
			return of("PUT|POST|PATCH");
		}

		/**
		 * Returns the number of requests other than watches. Watches are excluded because
		 * they are counted when they end, and a watch of an earlier test can end during
		 * this one. A follower that reopens its watch is noticed nevertheless, since it
		 * first reads the lock.
		 */
		long withoutWatches() {
			return of("(?!WATCH).*");
		}

	}

	TrafficTests() {
		super(TestCluster.exclusive());
	}

	private Contender.Builder candidate(String identity) {
		return Contender.of(this.name, identity).as(this.cluster.config()).lock(lockOfType("leases"));
	}

	private Requests requests() {
		return new Requests(this.admin.raw("/metrics"));
	}

	private static long count(MatchResult line) {
		return (long) Double.parseDouble(line.group(2));
	}

	@Test
	void oneLeaderAndFourFollowersCostOnlyTheRenewals() throws Exception {
		for (String identity : new String[] { "a", "b", "c", "d", "e" }) {
			contender(candidate(identity).timings(RENEWED_EACH_SECOND));
		}
		Contender leader = leader();
		for (Contender contender : this.contenders) {
			await(() -> leader.toString().equals(contender.election().status().leader()));
		}
		TimeUnit.SECONDS.sleep(2);
		Requests before = requests();
		TimeUnit.SECONDS.sleep(12);
		Requests after = requests();
		long writes = after.writes() - before.writes();
		assertThat(writes).as("the leader's renewals").isBetween(11L, 14L);
		assertThat(after.withoutWatches() - before.withoutWatches()).as("no request by a follower").isEqualTo(writes);
	}

	/**
	 * The leader of thirty candidates yields fifty times. Each yield leads to one grant,
	 * and candidates that lose a race do not cause a flood of writes.
	 */
	@Test
	void aHandoverAmongThirtyCostsAFewWrites() {
		for (int i = 0; i < 30; i++) {
			contender(candidate("candidate-" + i).timings(ElectionTimings.DEFAULTS));
		}
		Contender leader = leader();
		for (Contender contender : this.contenders) {
			Contender first = leader;
			await(() -> first.toString().equals(contender.election().status().leader()));
		}
		long writes = requests().writes();
		List<Long> tokens = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			tokens.add(leader.election().fencingToken().orElseThrow());
			assertThat(leader.election().yieldLeadership()).isTrue();
			leader = leader();
		}
		long perHandover = (requests().writes() - writes) / 50;
		System.out.printf("%d writes per handover among 30 candidates, including the release and lost races%n",
				perHandover);
		assertThat(perHandover).isLessThanOrEqualTo(30);
		assertThat(tokens).isSorted().doesNotHaveDuplicates();
		long granted = this.contenders.stream().mapToLong(Contender::grants).sum();
		assertThat(granted).isEqualTo(51);
	}

}
