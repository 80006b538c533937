package io.leader.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.fabric8.kubernetes.client.Config;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import io.leader.election.LeaderElection;
import io.leader.guard.LeaderOnly;
import io.leader.support.ImportElections;
import io.leader.support.TestCluster;

import static io.leader.support.Await.await;
import static io.leader.support.Await.awaitPresent;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests two applications whose guarded jobs write to a ledger through 30 handovers. In
 * every third handover, the leader is closed and restarted; in the others, it yields
 * leadership.
 */
class LedgerTests {

	private static final int HANDOVERS = 30;

	private static final Duration LEASE = Duration.ofSeconds(4);

	private record Entry(String writer, long token, long nanoTime) {
	}

	private static final List<Entry> ledger = Collections.synchronizedList(new ArrayList<>());

	private final String name = "ledger-" + UUID.randomUUID();

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	@ImportElections
	static class Application {

		@Bean
		Writer writer(LeaderElection election) {
			return new Writer(election);
		}

	}

	static class Writer {

		private final LeaderElection election;

		Writer(LeaderElection election) {
			this.election = election;
		}

		@Scheduled(fixedDelay = 5)
		@LeaderOnly
		void write() {
			// There is no token if the term has ended since the guard admitted this call.
			this.election.fencingToken()
				.ifPresent((token) -> ledger.add(new Entry(this.election.identity(), token, System.nanoTime())));
		}

	}

	private ConfigurableApplicationContext start(String identity) {
		Config config = TestCluster.get().config();
		ApplicationContextInitializer<GenericApplicationContext> client = (context) -> context
			.registerBean(Config.class, () -> config);
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.initializers(client)
			.properties("leader.lock-name=" + this.name, "leader.platform=kubernetes", "leader.identity=" + identity,
					"leader.namespace=" + TestCluster.get().namespace(),
					"leader.lease-duration=" + LEASE.toSeconds() + "s", "leader.renew-deadline=2500ms",
					"leader.retry-period=300ms", "spring.main.banner-mode=off")
			.run();
	}

	/**
	 * Waits for the first entry of the next term. After a yield, the same replica can
	 * begin the next term if the other replica yielded shortly before.
	 */
	private static Entry awaitEntryAfter(Entry last) {
		return awaitPresent(Duration.ofSeconds(20),
				() -> List.copyOf(ledger).stream().filter((one) -> one.token() > last.token()).findFirst());
	}

	@Test
	void thirtyHandoversCauseNoOutOfOrderWriteAndNoLongGap() {
		Map<String, ConfigurableApplicationContext> replicas = new HashMap<>();
		try {
			replicas.put("a", start("a"));
			replicas.put("b", start("b"));
			await(Duration.ofSeconds(20), () -> !ledger.isEmpty());
			Entry entry = ledger.get(0);
			for (int i = 0; i < HANDOVERS; i++) {
				String leader = entry.writer();
				if (i % 3 == 2) {
					replicas.get(leader).close();
					entry = awaitEntryAfter(entry);
					assertThat(entry.writer()).isNotEqualTo(leader);
					replicas.put(leader, start(leader));
				}
				else {
					assertThat(replicas.get(leader).getBean(LeaderElection.class).yieldLeadership()).isTrue();
					entry = awaitEntryAfter(entry);
				}
			}
		}
		finally {
			replicas.values().forEach(ConfigurableApplicationContext::close);
		}
		check(List.copyOf(ledger));
	}

	private static void check(List<Entry> entries) {
		Map<Long, String> writers = new HashMap<>();
		long longestGap = 0;
		for (int i = 0; i < entries.size(); i++) {
			Entry entry = entries.get(i);
			assertThat(writers.computeIfAbsent(entry.token(), (token) -> entry.writer())).as("one writer per token")
				.isEqualTo(entry.writer());
			if (i > 0) {
				assertThat(entry.token()).as("tokens in order").isGreaterThanOrEqualTo(entries.get(i - 1).token());
				longestGap = Math.max(longestGap, entry.nanoTime() - entries.get(i - 1).nanoTime());
			}
		}
		assertThat(writers).hasSizeGreaterThan(HANDOVERS);
		assertThat(Duration.ofNanos(longestGap)).as("no replica waited for a lease to expire").isLessThan(LEASE);
	}

}
