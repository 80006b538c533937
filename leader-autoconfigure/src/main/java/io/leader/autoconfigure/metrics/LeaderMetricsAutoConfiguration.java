package io.leader.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.leader.autoconfigure.ConfiguredElections;
import io.leader.autoconfigure.LeaderAutoConfiguration;
import io.leader.autoconfigure.kubernetes.LeaderKubernetesAutoConfiguration;
import io.leader.election.LeaderElections;
import io.leader.kubernetes.ApiStatistics;
import io.leader.metrics.ApiMetrics;
import io.leader.metrics.LeaderMetrics;
import io.leader.metrics.ObservedRenewals;

/**
 * Auto-configuration for the meters of elections and of the connection to the API server,
 * and for the observations of renewals.
 */
@AutoConfiguration(after = { LeaderAutoConfiguration.class, LeaderKubernetesAutoConfiguration.class }, afterName = {
		"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
		"org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration",
		"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration" })
@ConditionalOnBean(LeaderElections.class)
public final class LeaderMetricsAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	@ConditionalOnBean(MeterRegistry.class)
	static class Meters {

		@Bean
		LeaderMetrics leaderMetrics(MeterRegistry registry) {
			return new LeaderMetrics(registry);
		}

		@Bean
		@ConditionalOnBean(ApiStatistics.class)
		ApiMetrics leaderApiMetrics(ApiStatistics statistics) {
			return new ApiMetrics(ApiStatistics.CODES, statistics::errors,
					() -> statistics.clockDifference().toMillis() / 1e3);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ObservationRegistry.class)
	@ConditionalOnBean({ ObservationRegistry.class, ConfiguredElections.class })
	static class Observations {

		@Bean
		ObservedRenewals leaderObservedRenewals(ObservationRegistry registry, ConfiguredElections configured) {
			return new ObservedRenewals(registry, (election) -> configured.of(election).observations().renewals());
		}

	}

}
