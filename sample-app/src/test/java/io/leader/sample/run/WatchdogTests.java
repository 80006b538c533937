package io.leader.sample.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;

import static io.leader.sample.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests which processes the watchdog kills when its standard input ends, and how soon.
 * The watchdog detects the end of its parent by the end of its input.
 */
class WatchdogTests {

	private static final int TIMES = 20;

	private static Process command(Watchdog watchdog) throws IOException {
		ProcessBuilder command = new ProcessBuilder("sh", "-c",
				"trap '' TERM; (trap '' TERM; while :; do sleep 0.05; done) & while :; do sleep 0.05; done");
		watchdog.mark(command.environment());
		Process started = command.start();
		await(() -> started.descendants().count() >= 3);
		return started;
	}

	@Test
	void killsTheCommandAndItsProcessesWithinATenthOfASecond() throws IOException {
		List<Long> millis = new ArrayList<>();
		List<ProcessHandle> killed = new ArrayList<>();
		for (int i = 0; i < TIMES; i++) {
			Watchdog watchdog = new Watchdog();
			Process command = command(watchdog);
			command.descendants().forEach(killed::add);
			long begin = System.nanoTime();
			watchdog.close();
			millis.add((System.nanoTime() - begin) / 1_000_000);
			killed.add(command.toHandle());
		}
		await(() -> killed.stream().noneMatch(ProcessHandle::isAlive));
		Collections.sort(millis);
		assertThat(millis.get(TIMES / 2)).as("median of %s ms", millis).isLessThan(100);
	}

	@Test
	void doesNotKillOtherProcesses() throws IOException {
		Watchdog one = new Watchdog();
		Watchdog other = new Watchdog();
		Process command = command(other);
		one.close();
		assertThat(command.isAlive()).isTrue();
		other.close();
		await(() -> !command.isAlive());
	}

}
