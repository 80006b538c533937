package io.leader.autoconfigure.startup;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.leader.autoconfigure.LeaderContextTest;
import io.leader.election.LeaderElectionRegistry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that stopping may take as long as the longest shutdown timeout of all elections,
 * whether or not an election has a lock, and regardless of how it was registered.
 */
class LongestShutdownTests extends LeaderContextTest {

	@Test
	void theLongestOfAllElectionsCounts() {
		this.runner
			.withPropertyValues("leader.elections.a.shutdown.timeout=3s", "leader.elections.b.shutdown.timeout=20s",
					"leader.elections.c.shutdown.timeout=1s")
			.run((context) -> assertThat(context.getBean(LongestShutdown.class).get())
				.isEqualTo(Duration.ofSeconds(20)));
	}

	@Test
	void aDisabledElectionHasListenersToWaitForToo() {
		this.runner.withPropertyValues("leader.enabled=false", "leader.shutdown.timeout=7s")
			.run((context) -> assertThat(context.getBean(LongestShutdown.class).get())
				.isEqualTo(Duration.ofSeconds(7)));
	}

	@Test
	void anElectionThatIsRegisteredLaterCountsAsWell() {
		this.runner
			.withPropertyValues("leader.shutdown.timeout=9s", "leader.elections.a.shutdown.timeout=3s",
					"leader.elections.a.lock-name=" + this.name)
			.run((context) -> {
				LongestShutdown longest = context.getBean(LongestShutdown.class);
				assertThat(longest.get()).isEqualTo(Duration.ofSeconds(3));
				context.getBean(LeaderElectionRegistry.class).register("other-" + this.name);
				assertThat(longest.get()).isEqualTo(Duration.ofSeconds(9));
			});
	}

}
