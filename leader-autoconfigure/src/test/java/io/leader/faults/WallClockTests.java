package io.leader.faults;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import io.leader.support.TestJvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests that stepping the wall clock of a JVM does not affect its monotonic clock, on
 * which the times in the histories are based.
 */
@EnabledIf(value = "io.leader.faults.WallClock#isAvailable", disabledReason = WallClock.MISSING)
class WallClockTests {

	@Test
	void stepsTheWallClockAndNotTheMonotonicOne() throws Exception {
		try (WallClock clock = WallClock.create().orElseThrow()) {
			ProcessBuilder builder = new ProcessBuilder(TestJvm.command(Clocks.class));
			builder.environment().putAll(clock.environment());
			Process process = builder.redirectErrorStream(true).start();
			try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
				for (int seconds : new int[] { 0, 90, -90, 0 }) {
					clock.set(Duration.ofSeconds(seconds));
					long before = System.nanoTime();
					process.getOutputStream().write('\n');
					process.getOutputStream().flush();
					String[] read = output.readLine().split(" ", 2);
					assertThat(Long.parseLong(read[1])).isBetween(before, System.nanoTime());
					assertThat(Long.parseLong(read[0])).isCloseTo(System.currentTimeMillis() + seconds * 1000L,
							within(30_000L));
				}
			}
			finally {
				process.destroyForcibly().waitFor();
				WallClock.forget(process.pid());
			}
		}
	}

	/**
	 * Prints the times of both clocks for each line of input.
	 */
	static final class Clocks {

		private Clocks() {
		}

		public static void main(String[] args) {
			new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).lines()
				.forEach((line) -> System.out.println(System.currentTimeMillis() + " " + System.nanoTime()));
		}

	}

}
