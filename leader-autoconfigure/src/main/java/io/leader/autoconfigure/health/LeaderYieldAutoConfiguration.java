package io.leader.autoconfigure.health;

import java.util.function.BooleanSupplier;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.leader.autoconfigure.ConfiguredElections;
import io.leader.autoconfigure.LeaderAutoConfiguration;
import io.leader.autoconfigure.health.HealthConditions.Groups;
import io.leader.health.HealthWatches;

/**
 * Auto-configuration for {@code leader.yield.when}, which makes leadership depend on
 * health.
 */
@AutoConfiguration(after = LeaderAutoConfiguration.class,
		afterName = "org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration")
@ConditionalOnBean(value = ConfiguredElections.class, search = SearchStrategy.CURRENT)
public final class LeaderYieldAutoConfiguration {

	@Bean
	HealthWatches leaderHealthWatches() {
		return new HealthWatches();
	}

	@Bean
	YieldingElections leaderYieldingElections(ConfiguredElections configured, HealthWatches watches,
			ObjectProvider<ApplicationAvailability> availability, ObjectProvider<Groups> groups) {
		return new YieldingElections(configured, watches,
				new HealthConditions(availability.getIfAvailable(), groups.getIfAvailable()));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HealthEndpoint.class)
	static class HealthGroups {

		@Bean
		@ConditionalOnBean({ HealthEndpoint.class, HealthEndpointGroups.class })
		Groups leaderHealthGroups(HealthEndpointGroups groups, ObjectProvider<HealthEndpoint> endpoint) {
			return new Groups(groups.getNames(), (name) -> check(endpoint, name));
		}

		private static BooleanSupplier check(ObjectProvider<HealthEndpoint> endpoint, String group) {
			return () -> {
				HealthDescriptor health = endpoint.getObject().healthForPath(group);
				Status status = (health != null) ? health.getStatus() : Status.UNKNOWN;
				return !Status.DOWN.equals(status) && !Status.OUT_OF_SERVICE.equals(status);
			};
		}

	}

}
