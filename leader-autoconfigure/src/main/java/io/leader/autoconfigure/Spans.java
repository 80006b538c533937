package io.leader.autoconfigure;

import java.time.Duration;

import io.leader.engine.ElectionTimings;

/**
 * The timings of one election, translated once from its properties.
 *
 * @param timings the timings that safety depends on
 * @param shutdownTimeout how long listeners and guarded calls may take to finish
 * @param spread how long to let others go first, for each leadership of this process
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
		try {
			return new ElectionTimings(properties.leaseDuration(), properties.renewDeadline(), properties.retryPeriod(),
					properties.retryBackoffs());
		}
		catch (IllegalArgumentException ex) {
			if (String.valueOf(ex.getMessage()).contains("retry backoff")) {
				throw new LeaderConfigurationException(
						"%s.retry-backoffs is %s. %s".formatted(prefix, properties.retryBackoffs(), ex.getMessage()),
						"List pauses within these bounds, for instance 100ms,500ms,1s,2s,4s.");
			}
			throw new LeaderConfigurationException(
					"%1$s.lease-duration, %1$s.renew-deadline and %1$s.retry-period do not fit together. %2$s"
						.formatted(prefix, ex.getMessage()),
					"Choose lease-duration > renew-deadline > retry-period > 0, for instance 15s, 10s and 2s.");
		}
	}

	private static Duration shutdownTimeout(LeaderProperties properties, String prefix) {
		return notNegative(properties.shutdown().timeout(), prefix + ".shutdown.timeout",
				"how long listeners and guarded calls may take to end, for instance 10s");
	}

	private static Duration spread(LeaderProperties properties, String prefix) {
		Duration spread = notNegative(properties.lock().delayPerLeadership(), prefix + ".lock.delay-per-leadership",
				"how long to let others go first for each leadership, for instance 200ms");
		if (spread.compareTo(properties.leaseDuration()) > 0) {
			throw new LeaderConfigurationException(
					("%1$s.lock.delay-per-leadership (%2$s) is longer than %1$s.lease-duration (%3$s): a free lock would be left alone for "
							+ "that long for each other election that this replica leads.")
						.formatted(prefix, spread, properties.leaseDuration()),
					"Set %1$s.lock.delay-per-leadership to at most %1$s.lease-duration, for instance 200ms."
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
