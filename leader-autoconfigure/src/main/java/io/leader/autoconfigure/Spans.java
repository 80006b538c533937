package io.leader.autoconfigure;

import java.time.Duration;

import io.leader.engine.ElectionTimings;

/**
 * The timings of one election, translated once from its properties.
 *
 * @param timings the timings that safety depends on
 * @param shutdownTimeout how long listeners and guarded calls may take to finish
 * @param spread how much longer to wait before a free lock is acquired, for each other
 * election that this process leads
 */
record Spans(ElectionTimings timings, Duration shutdownTimeout, Duration spread) {

	/**
	 * Translates and checks the properties of one election.
	 * @param properties the properties
	 * @param prefix the prefix of the properties
	 * @throws LeaderConfigurationException if the properties contradict each other
	 */
	static Spans of(LeaderProperties properties, String prefix) {
		return new Spans(timings(properties, prefix), shutdownTimeout(properties, prefix), spread(properties, prefix));
	}

	private static ElectionTimings timings(LeaderProperties properties, String prefix) {
		ElectionTimings timings;
		try {
			timings = new ElectionTimings(properties.leaseDuration(), properties.renewDeadline(),
					properties.retryPeriod());
		}
		catch (IllegalArgumentException ex) {
			throw new LeaderConfigurationException(
					"%1$s.lease-duration, %1$s.renew-deadline, and %1$s.retry-period are inconsistent. %2$s"
						.formatted(prefix, ex.getMessage()),
					"Set lease-duration > renew-deadline > retry-period > 0, for example 15s, 10s, and 2s.");
		}
		try {
			return new ElectionTimings(timings.leaseDuration(), timings.renewDeadline(), timings.retryPeriod(),
					properties.retryBackoffs());
		}
		catch (IllegalArgumentException ex) {
			throw new LeaderConfigurationException(
					"%s.retry-backoffs is %s. %s".formatted(prefix, properties.retryBackoffs(), ex.getMessage()),
					"List pauses within these bounds, for example 100ms,500ms,1s,2s,4s.");
		}
	}

	private static Duration shutdownTimeout(LeaderProperties properties, String prefix) {
		return notNegative(properties.shutdown().timeout(), prefix + ".shutdown.timeout",
				"the time that listeners and guarded calls may take to finish, for example 10s");
	}

	private static Duration spread(LeaderProperties properties, String prefix) {
		Duration spread = notNegative(properties.lock().delayPerLeadership(), prefix + ".lock.delay-per-leadership",
				"the extra wait for each other election that this replica leads, for example 200ms");
		if (spread.compareTo(properties.leaseDuration()) > 0) {
			throw new LeaderConfigurationException(
					("%1$s.lock.delay-per-leadership (%2$s) is longer than %1$s.lease-duration (%3$s): this replica would wait for "
							+ "that long before it acquires a free lock, for each other election that it leads.")
						.formatted(prefix, spread, properties.leaseDuration()),
					"Set %1$s.lock.delay-per-leadership to at most %1$s.lease-duration, for example 200ms."
						.formatted(prefix));
		}
		return spread;
	}

	private static Duration notNegative(Duration duration, String key, String meaning) {
		if (duration.isNegative()) {
			throw new LeaderConfigurationException("%s is negative (%s).".formatted(key, duration),
					"Set %s to %s.".formatted(key, meaning));
		}
		return duration;
	}

}
