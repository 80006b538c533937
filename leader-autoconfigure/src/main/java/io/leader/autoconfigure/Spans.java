package io.leader.autoconfigure;

import java.time.Duration;

import io.leader.engine.ElectionTimings;

import static io.leader.engine.ElectionTimings.text;

/**
 * The timings of one election, taken from its effective settings.
 *
 * @param timings the timings that safety depends on
 * @param shutdownTimeout how long listeners and guarded calls may take to finish
 * @param spread how much longer to wait before acquiring a free lock, for each other
 * election that this process leads
 */
record Spans(ElectionTimings timings, Duration shutdownTimeout, Duration spread) {

	/**
	 * Returns the timings in the settings of one election, after checking them.
	 * @param settings the settings
	 * @throws LeaderConfigurationException if a timing is invalid
	 */
	static Spans of(EffectiveSettings settings) {
		LeaderProperties properties = settings.properties();
		SettingsOrigin origin = settings.origin();
		return new Spans(timings(properties, origin), shutdownTimeout(properties, origin), spread(properties, origin));
	}

	private static ElectionTimings timings(LeaderProperties properties, SettingsOrigin origin) {
		ElectionTimings timings;
		try {
			timings = new ElectionTimings(properties.leaseDuration(), properties.renewDeadline(),
					properties.retryPeriod());
		}
		catch (IllegalArgumentException ex) {
			throw origin.failure(
					"%s The values of %s.lease-duration, %2$s.renew-deadline, and %2$s.retry-period are "
						.formatted(violation(properties, origin.prefix()), origin.prefix())
							+ "%s, %s, and %s.".formatted(text(properties.leaseDuration()),
									text(properties.renewDeadline()), text(properties.retryPeriod())),
					"Set lease-duration > renew-deadline > retry-period > 0, for example 15s, 10s, and 2s.",
					"lease-duration", "renew-deadline", "retry-period");
		}
		try {
			return new ElectionTimings(timings.leaseDuration(), timings.renewDeadline(), timings.retryPeriod(),
					properties.retryBackoffs());
		}
		catch (IllegalArgumentException ex) {
			throw origin.failure(
					"%s.retry-backoffs is %s. %s".formatted(origin.prefix(),
							properties.retryBackoffs().stream().map(ElectionTimings::text).toList(), ex.getMessage()),
					"List pauses within these bounds, for example 100ms,500ms,1s,2s,4s.", "retry-backoffs",
					"renew-deadline");
		}
	}

	/**
	 * Describes the first condition that the timings violate.
	 */
	private static String violation(LeaderProperties properties, String prefix) {
		String lease = "%s.lease-duration (%s)".formatted(prefix, text(properties.leaseDuration()));
		String deadline = "%s.renew-deadline (%s)".formatted(prefix, text(properties.renewDeadline()));
		String retry = "%s.retry-period (%s)".formatted(prefix, text(properties.retryPeriod()));
		if (properties.retryPeriod().isNegative() || properties.retryPeriod().isZero()) {
			return retry + " must be longer than zero.";
		}
		if (properties.retryPeriod().compareTo(properties.renewDeadline()) >= 0) {
			return "%s must be shorter than %s.".formatted(retry, deadline);
		}
		if (properties.renewDeadline().compareTo(properties.leaseDuration()) >= 0) {
			return "%s must be shorter than %s.".formatted(deadline, lease);
		}
		return lease + " must not be longer than 2147483647s, the most that a record can hold.";
	}

	private static Duration shutdownTimeout(LeaderProperties properties, SettingsOrigin origin) {
		return notNegative(properties.shutdown().timeout(), "shutdown.timeout", origin,
				"the time that listeners and guarded calls may take to finish, for example 10s");
	}

	private static Duration spread(LeaderProperties properties, SettingsOrigin origin) {
		Duration spread = notNegative(properties.lock().delayPerLeadership(), "lock.delay-per-leadership", origin,
				"the extra wait for each other election that this replica leads, for example 200ms");
		if (spread.compareTo(properties.leaseDuration()) > 0) {
			throw origin.failure(
					("%1$s.lock.delay-per-leadership (%2$s) is longer than %1$s.lease-duration (%3$s): for each other election that "
							+ "it leads, this replica would wait that long before it acquires a free lock.")
						.formatted(origin.prefix(), text(spread), text(properties.leaseDuration())),
					"Set %1$s.lock.delay-per-leadership to at most %1$s.lease-duration, for example 200ms."
						.formatted(origin.prefix()),
					"lock.delay-per-leadership", "lease-duration");
		}
		return spread;
	}

	private static Duration notNegative(Duration duration, String key, SettingsOrigin origin, String meaning) {
		if (duration.isNegative()) {
			String property = origin.prefix() + "." + key;
			throw origin.failure("%s is negative (%s).".formatted(property, text(duration)),
					"Set %s to %s.".formatted(property, meaning), key);
		}
		return duration;
	}

}
