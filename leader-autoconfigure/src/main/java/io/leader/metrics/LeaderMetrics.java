package io.leader.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

import io.leader.election.ElectionStatistics;
import io.leader.election.ElectionStatistics.GuardedCallOutcome;
import io.leader.election.ElectionStatistics.RenewalOutcome;
import io.leader.election.ElectionStatistics.RevocationCause;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionRegistrationListener;

/**
 * Registers the meters of each election, and removes them when the election is removed. A
 * meter registry may read the values of the meters at any time without delaying an
 * election.
 */
public final class LeaderMetrics implements LeaderElectionRegistrationListener {

	/**
	 * The remaining authority that is reported for a leader for life, since not every
	 * registry supports an infinite value.
	 */
	private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE);

	private final MeterRegistry registry;

	private final Map<String, List<Meter>> meters = new ConcurrentHashMap<>();

	/**
	 * Creates the metrics.
	 * @param registry the registry to register the meters with
	 */
	public LeaderMetrics(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void registered(LeaderElection election) {
		Tags tags = Tags.of(LeaderMeter.Key.ELECTION.asString(), election.name());
		List<Meter> registered = new ArrayList<>();
		registered.add(gauge(LeaderMeter.LEADING, election, tags, (one) -> one.isLeader() ? 1 : 0));
		registered.add(gauge(LeaderMeter.TRANSITIONS, election, tags, (one) -> one.status().transitions()));
		registered.add(gauge(LeaderMeter.AUTHORITY_REMAINING, election, tags,
				(one) -> seconds(one.status().authorityRemaining().atMost(LONGEST))));
		ElectionStatistics numbers = election.statistics();
		registered.add(counter(LeaderMeter.GRANTS, numbers, tags, ElectionStatistics::grants));
		for (RevocationCause cause : RevocationCause.values()) {
			registered.add(counter(LeaderMeter.REVOCATIONS, numbers, with(tags, LeaderMeter.Key.CAUSE, cause),
					(one) -> one.revocations(cause)));
		}
		for (RenewalOutcome outcome : RenewalOutcome.values()) {
			registered.add(timer(LeaderMeter.RENEWALS, numbers, with(tags, LeaderMeter.Key.OUTCOME, outcome),
					(one) -> one.renewals(outcome), (one) -> one.renewalNanos(outcome)));
		}
		registered.add(timer(LeaderMeter.HANDOVERS, numbers, tags, ElectionStatistics::grants,
				ElectionStatistics::handoverNanos));
		for (GuardedCallOutcome outcome : GuardedCallOutcome.values()) {
			registered.add(counter(LeaderMeter.GUARDED_CALLS, numbers, with(tags, LeaderMeter.Key.OUTCOME, outcome),
					(one) -> one.guardedCalls(outcome)));
		}
		registered.add(counter(LeaderMeter.WATCH_RESTARTS, numbers, tags, ElectionStatistics::watchRestarts));
		this.meters.put(election.name(), registered);
	}

	@Override
	public void removed(String name) {
		List<Meter> removed = this.meters.remove(name);
		if (removed != null) {
			removed.forEach(this.registry::remove);
		}
	}

	private static double seconds(Duration duration) {
		return duration.getSeconds() + duration.getNano() / 1e9;
	}

	private static Tags with(Tags tags, LeaderMeter.Key key, Enum<?> value) {
		return tags.and(key.asString(), value.name().toLowerCase(Locale.ROOT));
	}

	private <T> Meter gauge(LeaderMeter meter, T source, Tags tags, ToDoubleFunction<T> value) {
		return Gauge.builder(meter.getName(), source, value)
			.tags(tags)
			.description(meter.getDescription())
			.baseUnit(meter.getBaseUnit())
			.register(this.registry);
	}

	private <T> Meter counter(LeaderMeter meter, T source, Tags tags, ToDoubleFunction<T> count) {
		return FunctionCounter.builder(meter.getName(), source, count)
			.tags(tags)
			.description(meter.getDescription())
			.register(this.registry);
	}

	private <T> Meter timer(LeaderMeter meter, T source, Tags tags, ToLongFunction<T> count,
			ToDoubleFunction<T> nanos) {
		return FunctionTimer.builder(meter.getName(), source, count, nanos, TimeUnit.NANOSECONDS)
			.tags(tags)
			.description(meter.getDescription())
			.register(this.registry);
	}

}
