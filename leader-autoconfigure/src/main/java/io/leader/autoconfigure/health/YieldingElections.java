package io.leader.autoconfigure.health;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

import io.leader.autoconfigure.ConfiguredElections;
import io.leader.autoconfigure.LeaderConfigurationException;
import io.leader.autoconfigure.LeaderProperties;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionRegistrationListener;
import io.leader.engine.ElectionTimings;
import io.leader.health.HealthWatch;
import io.leader.health.HealthWatches;

/**
 * Adds a health watch to each election for which {@code leader.yield.when} is not
 * {@code none}, and starts the watches once the application is ready.
 */
final class YieldingElections
		implements LeaderElectionRegistrationListener, ApplicationListener<ApplicationReadyEvent> {

	private final ConfiguredElections configured;

	private final HealthWatches watches;

	private final HealthConditions conditions;

	private final Map<String, HealthWatch> byElection = new HashMap<>();

	private boolean ready;

	YieldingElections(ConfiguredElections configured, HealthWatches watches, HealthConditions conditions) {
		this.configured = configured;
		this.watches = watches;
		this.conditions = conditions;
	}

	@Override
	public synchronized void registered(LeaderElection election) {
		LeaderProperties properties = this.configured.of(election.name());
		String prefix = this.configured.prefix(election.name());
		Duration grace = properties.yield().gracePeriod();
		if (grace.isNegative()) {
			throw new LeaderConfigurationException(
					"%s.yield.grace-period is negative (%s).".formatted(prefix, ElectionTimings.text(grace)),
					"Set %s.yield.grace-period to the time that a leader may be unhealthy, for example 10s."
						.formatted(prefix));
		}
		BooleanSupplier healthy = this.conditions.of(properties.yield().when(), prefix);
		if (healthy == null) {
			return;
		}
		HealthWatch watch = new HealthWatch(election, properties.yield().when(), healthy, grace, HealthWatches.PERIOD,
				System::nanoTime, this.watches.checks());
		this.watches.add(watch);
		this.byElection.put(election.name(), watch);
		if (this.ready) {
			this.watches.start();
		}
	}

	@Override
	public synchronized void removed(String name) {
		HealthWatch watch = this.byElection.remove(name);
		if (watch != null) {
			this.watches.remove(watch);
		}
	}

	@Override
	public synchronized void onApplicationEvent(ApplicationReadyEvent event) {
		this.ready = true;
		if (!this.byElection.isEmpty()) {
			this.watches.start();
		}
	}

}
