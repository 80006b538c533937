package io.leader.autoconfigure.health;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

import io.leader.autoconfigure.LeaderAutoConfiguration;
import io.leader.election.LeaderElections;
import io.leader.health.LeaderHealthIndicator;

/**
 * Auto-configuration for the {@code leader} health indicator.
 */
@AutoConfiguration(after = LeaderAutoConfiguration.class,
		beforeName = "org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration")
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(LeaderElections.class)
@ConditionalOnEnabledHealthIndicator("leader")
public final class LeaderHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(value = LeaderHealthIndicator.class, name = "leaderHealthIndicator")
	LeaderHealthIndicator leaderHealthIndicator(LeaderElections elections) {
		return new LeaderHealthIndicator(elections);
	}

}
