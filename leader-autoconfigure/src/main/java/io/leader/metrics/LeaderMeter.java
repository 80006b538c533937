package io.leader.metrics;

import java.util.Arrays;
import java.util.Locale;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import org.jspecify.annotations.Nullable;

/**
 * All meters of this library. All but the last two have the tag {@code election} and are
 * registered together with their election. The last two are registered when the
 * application starts, if the Kubernetes client is on the classpath. The meters are
 * registered with every value of their other tags, so that a dashboard shows zeros
 * instead of gaps.
 */
public enum LeaderMeter implements MeterDocumentation {

	/**
	 * Whether this process leads: 0 or 1. Two replicas never have the value 1 at the same
	 * instant, but a collector reads the values one after another, and may therefore
	 * report it for two replicas. If the election is disabled, all replicas have the
	 * value 1.
	 */
	LEADING("leader.leading", Meter.Type.GAUGE, "Whether this process leads", Key.ELECTION),

	/**
	 * How many times the lock has changed hands, as last observed by this process.
	 */
	TRANSITIONS("leader.transitions", Meter.Type.GAUGE, "Number of times the lock has changed hands", Key.ELECTION),

	/**
	 * How long this process may act as leader without another renewal, in seconds; 0 if
	 * it does not lead, and {@link Long#MAX_VALUE} if it leads for life.
	 */
	AUTHORITY_REMAINING("leader.authority.remaining", Meter.Type.GAUGE,
			"Time for which this process may lead without another renewal", Key.ELECTION),

	/**
	 * How many times this process became leader. A term that could not be prepared, for
	 * example because no database accepted its fencing token, is not counted.
	 */
	GRANTS("leader.grants", Meter.Type.COUNTER, "Number of times this process became leader", Key.ELECTION),

	/**
	 * How many times this process stopped leading, by cause: {@code yielded},
	 * {@code stopped}, {@code expired}, or {@code lost}.
	 */
	REVOCATIONS("leader.revocations", Meter.Type.COUNTER, "Number of times this process stopped leading", Key.ELECTION,
			Key.CAUSE),

	/**
	 * Duration of renewals, from sending the request to receiving the response or giving
	 * up, by outcome: {@code succeeded}, {@code conflict}, or {@code failed}.
	 */
	RENEWALS("leader.renewals", Meter.Type.TIMER, "Duration of lock renewals", Key.ELECTION, Key.OUTCOME),

	/**
	 * Duration of handovers to this process, from the first observation that the lock can
	 * be acquired to the grant.
	 */
	HANDOVERS("leader.handovers", Meter.Type.TIMER, "Duration of handovers to this process", Key.ELECTION),

	/**
	 * Guarded calls by outcome: {@code permitted}, {@code refused}, or
	 * {@code interrupted}; an interrupted call is also counted as permitted.
	 */
	GUARDED_CALLS("leader.guarded.calls", Meter.Type.COUNTER, "Number of guarded calls", Key.ELECTION, Key.OUTCOME),

	/**
	 * How many times the watch on the lock was reopened.
	 */
	WATCH_RESTARTS("leader.watch.restarts", Meter.Type.COUNTER, "Number of times the watch was reopened", Key.ELECTION),

	/**
	 * Failed requests to the API server, by code: the HTTP status, {@code other} for a
	 * rare status, or {@code unreachable} if no response was received in time. A lost
	 * race for the lock is counted as 409. A read of an object that does not exist is not
	 * counted.
	 */
	API_ERRORS("leader.api.errors", Meter.Type.COUNTER, "Number of requests to the API server that failed", Key.CODE),

	/**
	 * How far this machine's wall clock is from the API server's, in seconds; positive if
	 * this machine's clock is ahead. Based on the {@code Date} header, whose resolution
	 * is one second, so only the part of the distance that is certain is reported, which
	 * is 0 if the clocks might agree. This library does not depend on wall clocks, but
	 * other programs in the same election might.
	 */
	CLOCK_DISTANCE("leader.clock.distance", Meter.Type.GAUGE,
			"Difference between this machine's clock and the API server's");

	/**
	 * The keys of the tags.
	 */
	public enum Key implements KeyName {

		/**
		 * The election's name.
		 */
		ELECTION,

		/**
		 * Why a term ended.
		 */
		CAUSE,

		/**
		 * The outcome of a renewal or of a guarded call.
		 */
		OUTCOME,

		/**
		 * The HTTP status, {@code other}, or {@code unreachable}.
		 */
		CODE;

		@Override
		public String asString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	private final String meterName;

	private final Meter.Type type;

	private final String description;

	@SuppressWarnings("ImmutableEnumChecker")
	private final Key[] keys;

	LeaderMeter(String meterName, Meter.Type type, String description, Key... keys) {
		this.meterName = meterName;
		this.type = type;
		this.description = description;
		this.keys = keys;
	}

	@Override
	public String getName() {
		return this.meterName;
	}

	@Override
	public Meter.Type getType() {
		return this.type;
	}

	@Override
	public @Nullable String getBaseUnit() {
		return (this == AUTHORITY_REMAINING || this == CLOCK_DISTANCE) ? "seconds" : null;
	}

	@Override
	public KeyName[] getKeyNames() {
		return Arrays.copyOf(this.keys, this.keys.length, KeyName[].class);
	}

	/**
	 * Returns a description of what is measured.
	 * @return a short description
	 */
	public String getDescription() {
		return this.description;
	}

}
