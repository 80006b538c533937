package io.leader.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.leader.engine.ElectionTimings;

/**
 * The settings of a candidate.
 *
 * @param timings the timings
 * @param releaseOnStop whether a leader that stops releases the lock
 * @param shutdownTimeout how long a stop waits for the listeners and the guarded section
 * before the lock is left to expire
 * @param spread how much longer a candidate waits before it claims the lock, for each
 * other election that it leads
 */
record Settings(ElectionTimings timings, boolean releaseOnStop, Duration shutdownTimeout, Duration spread) {

	private static final List<ElectionTimings> USUAL = List.of(ElectionTimings.DEFAULTS,
			new ElectionTimings(Duration.ofSeconds(6), Duration.ofSeconds(4), Duration.ofSeconds(1)),
			new ElectionTimings(Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofSeconds(3)));

	/**
	 * Draws the settings that the candidates of a schedule may have.
	 */
	static List<Settings> drawn(World world) {
		List<Settings> drawn = new ArrayList<>();
		if (!world.has(Model.SETTINGS_VARY)) {
			boolean releases = !world.has(Model.WRITERS_INTERRUPTED) || world.chance(0.6);
			USUAL
				.forEach((timings) -> drawn.add(new Settings(timings, releases, Duration.ofSeconds(5), Duration.ZERO)));
			return drawn;
		}
		for (int i = 0; i < 3; i++) {
			long lease = world.between(2_000, 30_000);
			double deadline = lease / (1.15 + world.random().nextDouble(2.85));
			double retry = deadline / (1.1 + world.random().nextDouble(9));
			List<Duration> backoffs = new ArrayList<>();
			if (world.chance(0.3)) {
				world.random().longs(3, 50, (long) deadline).forEach((pause) -> backoffs.add(Duration.ofMillis(pause)));
			}
			drawn.add(new Settings(
					new ElectionTimings(Duration.ofMillis(lease), Duration.ofMillis((long) deadline),
							Duration.ofMillis((long) retry), backoffs),
					world.chance(0.8), Duration.ofMillis(world.between(0, 40_000)),
					Duration.ofMillis(world.between(0, 3_000))));
		}
		return drawn;
	}

	long renewDeadline() {
		return this.timings.renewDeadline().toNanos();
	}

	/**
	 * Returns the lease duration, for which followers wait: a whole number of seconds,
	 * expressed in nanoseconds.
	 */
	long lease() {
		return this.timings.leaseDurationSeconds() * World.SECOND;
	}

	/**
	 * Returns whether a failed request is certain to leave time for another one before
	 * the renew deadline. With retry backoffs, always returns {@code false}.
	 */
	boolean survivesOneFailure() {
		return this.timings.retryBackoffs().isEmpty() && this.timings.retryPeriod().toNanos() < 0.4 * renewDeadline();
	}

	/**
	 * Returns whether a stop releases the lock and has time to retry the release once
	 * before the shutdown timeout or the lease expires.
	 */
	boolean survivesOneFailedRelease() {
		double patience = Math.min((double) this.shutdownTimeout.toNanos(), 0.9 * (lease() - renewDeadline()));
		return this.releaseOnStop
				&& patience > 1.2 * Math.max(World.SECOND, this.timings.retryPeriod().toNanos()) + 1.2 * World.SECOND;
	}

}
