package io.leader.autoconfigure.fencing.jdbc;

import java.time.Duration;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.io.ResourceLoader;
import org.springframework.jdbc.core.JdbcOperations;

import io.leader.actuate.StrictRequests;
import io.leader.autoconfigure.ConfiguredElections;
import io.leader.autoconfigure.LeaderAutoConfiguration;
import io.leader.autoconfigure.LeaderConfigurationException;
import io.leader.engine.ElectionTimings;
import io.leader.fencing.jdbc.JdbcFencing;
import io.leader.fencing.jdbc.LeaderFencingEndpoint;

/**
 * Auto-configuration for {@code leader.fencing.jdbc}, which prevents transactions that
 * involve a guarded call from committing after a later term has begun.
 */
@AutoConfiguration(after = LeaderAutoConfiguration.class)
@ConditionalOnClass({ JdbcOperations.class, DataSourceScriptDatabaseInitializer.class })
@ConditionalOnBean(value = ConfiguredElections.class, search = SearchStrategy.CURRENT)
@ImportRuntimeHints(FencingRuntimeHints.class)
public final class LeaderJdbcFencingAutoConfiguration {

	@Bean
	JdbcFencing leaderJdbcFencing(ConfiguredElections configured) {
		return new JdbcFencing((election) -> preparationTimeout(configured, election));
	}

	private static Duration preparationTimeout(ConfiguredElections configured, String election) {
		Duration timeout = configured.of(election).fencing().jdbc().preparationTimeout();
		if (timeout.isNegative() || timeout.isZero()) {
			String key = configured.prefix(election) + ".fencing.jdbc.preparation-timeout";
			throw new LeaderConfigurationException(
					"%s is not positive (%s).".formatted(key, ElectionTimings.text(timeout)),
					"Set %s to the time that a new leader waits for the database, for example 10s.".formatted(key));
		}
		return timeout;
	}

	@Bean
	JdbcFencingSetup leaderJdbcFencingSetup(ConfiguredElections configured, JdbcFencing fencing,
			ListableBeanFactory beans, ResourceLoader resources) {
		return new JdbcFencingSetup(configured, fencing, beans, resources);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnAvailableEndpoint
		LeaderFencingEndpoint leaderFencingEndpoint(JdbcFencing fencing) {
			return new LeaderFencingEndpoint(fencing);
		}

		@Bean
		@ConditionalOnBean(LeaderFencingEndpoint.class)
		StrictRequests leaderFencingStrictRequests() {
			return new StrictRequests("leaderfencing");
		}

	}

}
