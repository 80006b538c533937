package io.leader.engine;

import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class RehearsalTests {

	@Test
	void runsAllRoundsAndLeavesNothingBehind(CapturedOutput output) throws Exception {
		Set<Object> properties = Set.copyOf(System.getProperties().keySet());
		Rehearsal rehearsal = new Rehearsal();
		rehearsal.start(0);
		assertThat(rehearsal.awaitEnd(TimeUnit.SECONDS.toMillis(9))).as("ends before its time is up").isTrue();
		assertThat(rehearsal.rounds()).isEqualTo(10);
		assertThat(System.getProperties().keySet()).containsExactlyInAnyOrderElementsOf(properties);
		assertThat(output).doesNotContain("rehearsal");
		await(() -> Thread.getAllStackTraces()
			.keySet()
			.stream()
			.noneMatch((thread) -> thread.getName().equals("leader-rehearsal")));
	}

}
