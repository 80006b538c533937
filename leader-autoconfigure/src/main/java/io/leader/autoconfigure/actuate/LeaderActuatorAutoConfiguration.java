package io.leader.autoconfigure.actuate;

import java.time.InstantSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.leader.actuate.LeaderEndpoint;
import io.leader.actuate.LeaderEndpointWebExtension;
import io.leader.actuate.LeaderInfoContributor;
import io.leader.actuate.StrictRequests;
import io.leader.autoconfigure.LeaderAutoConfiguration;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElections;

/**
 * Auto-configuration for the {@code leader} endpoint and the info contributor.
 */
@AutoConfiguration(after = LeaderAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(LeaderElections.class)
public final class LeaderActuatorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	LeaderEndpoint leaderEndpoint(LeaderElections elections, ObjectProvider<LeaderElection> primary) {
		return new LeaderEndpoint(elections, primary::getIfUnique, InstantSource.system());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(LeaderEndpoint.class)
	LeaderEndpointWebExtension leaderEndpointWebExtension(LeaderEndpoint endpoint) {
		return new LeaderEndpointWebExtension(endpoint);
	}

	@Bean
	@ConditionalOnBean(LeaderEndpoint.class)
	StrictRequests leaderStrictRequests() {
		return new StrictRequests("leader");
	}

	@Bean
	@ConditionalOnMissingBean(value = LeaderInfoContributor.class, name = "leaderInfoContributor")
	@ConditionalOnEnabledInfoContributor("leader")
	LeaderInfoContributor leaderInfoContributor(LeaderElections elections) {
		return new LeaderInfoContributor(elections);
	}

}
