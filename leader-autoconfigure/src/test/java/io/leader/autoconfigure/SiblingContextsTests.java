package io.leader.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import io.leader.election.LeaderElection;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that two sibling contexts that both use the starter are two candidates, as if
 * they were two processes.
 */
@ExtendWith(OutputCaptureExtension.class)
class SiblingContextsTests extends LeaderContextTest {

	@Test
	void eachContextHasItsOwnCandidateAndListeners(CapturedOutput output) {
		try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext(Listeners.class)) {
			ApplicationContextRunner candidate = this.runner.withParent(parent)
				.withPropertyValues("leader.retry-period=20ms")
				.withUserConfiguration(Listeners.class);
			candidate.run((first) -> {
				ready(first);
				await(first.getBean(LeaderElection.class)::isLeader);
				await(() -> received(first).equals(List.of("granted " + this.name + " true")));
				candidate.run((second) -> {
					ready(second);
					LeaderElection other = second.getBean(LeaderElection.class);
					assertThat(other).isNotSameAs(first.getBean(LeaderElection.class));
					await(() -> other.status().leader() != null);
					assertThat(other.isLeader()).isFalse();
					first.getBean(LeaderElection.class).yieldLeadership(Duration.ofHours(1));
					await(other::isLeader);
					await(() -> !received(second).isEmpty());
					assertThat(received(second)).containsExactly("granted " + this.name + " true");
					assertThat(received(first)).hasSize(2);
				});
			});
			assertThat(parent.getBean(Listeners.class).received)
				.as("the parent is notified of changes in both contexts")
				.hasSizeGreaterThan(3);
		}
		assertThat(output).doesNotContain("another process holds");
	}

	private static List<String> received(AssertableApplicationContext context) {
		return context.getBean(Listeners.class).received;
	}

}
