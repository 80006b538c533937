package io.leader.autoconfigure.statusfile;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

import io.leader.autoconfigure.ConfiguredElections;
import io.leader.autoconfigure.LeaderAutoConfiguration;
import io.leader.engine.ElectionEngine;

/**
 * Auto-configuration for {@code leader.status-file}, a file that exists while this
 * process leads.
 */
@AutoConfiguration(after = LeaderAutoConfiguration.class)
@ConditionalOnBean(value = ConfiguredElections.class, search = SearchStrategy.CURRENT)
public final class LeaderStatusFileAutoConfiguration {

	@Bean
	StatusFiles leaderStatusFiles(ConfiguredElections configured, ElectionEngine engine) {
		return new StatusFiles(configured, engine);
	}

}
