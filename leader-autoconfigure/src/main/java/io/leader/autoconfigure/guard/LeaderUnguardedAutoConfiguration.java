package io.leader.autoconfigure.guard;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;

import io.leader.autoconfigure.LeaderAutoConfiguration;
import io.leader.election.LeaderElections;

/**
 * Auto-configuration that warns if there is no leader election, and therefore no guard,
 * because Spring Integration is not on the classpath.
 */
@AutoConfiguration(after = LeaderAutoConfiguration.class)
@ConditionalOnMissingClass("org.springframework.integration.leader.event.OnGrantedEvent")
@ConditionalOnMissingBean(LeaderElections.class)
public final class LeaderUnguardedAutoConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(LeaderUnguardedAutoConfiguration.class);

	@Bean
	@ConditionalOnMissingBean(name = "leaderUnguardedWarning")
	SmartInitializingSingleton leaderUnguardedWarning() {
		return () -> logger
			.warn("There is no leader election, so every replica runs the methods annotated with @LeaderOnly: "
					+ "org.springframework.integration:spring-integration-core is not on the classpath. Add "
					+ "io.leader:leader-spring-boot-starter, which includes it.");
	}

}
