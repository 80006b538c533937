package io.leader.autoconfigure.kubernetes;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import io.leader.autoconfigure.ConfiguredElections;
import io.leader.autoconfigure.LeaderAutoConfiguration;

/**
 * Auto-configuration for Kubernetes: the locks that are objects of its API, the Events,
 * labels, and permission checks, and the notice about the other library that runs
 * elections on Kubernetes.
 */
@AutoConfiguration(after = LeaderAutoConfiguration.class)
@ConditionalOnBean(value = ConfiguredElections.class, search = SearchStrategy.CURRENT)
@Import({ KubernetesLockConfiguration.class, SpringCloudNotice.class })
public final class LeaderKubernetesAutoConfiguration {

	/**
	 * Defined even without a Kubernetes client, so that the startup failure report states
	 * that the client is missing.
	 */
	@Bean
	DetailsBean leaderConnectionDetails(ConfigurableListableBeanFactory beanFactory) {
		return new DetailsBean(beanFactory);
	}

}
