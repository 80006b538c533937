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
 * labels, and permission checks, and the notice about
 * {@code spring-cloud-kubernetes-fabric8-leader}, which also runs elections.
 */
@AutoConfiguration(after = LeaderAutoConfiguration.class)
@ConditionalOnBean(value = ConfiguredElections.class, search = SearchStrategy.CURRENT)
@Import({ KubernetesLockConfiguration.class, SpringCloudNotice.class })
public final class LeaderKubernetesAutoConfiguration {

	/**
	 * Creates the bean even without a Kubernetes client. An application that provides
	 * connection details but not the client fails to start with a report that the client
	 * is missing, instead of using the local lock.
	 */
	@Bean
	DetailsBean leaderConnectionDetails(ConfigurableListableBeanFactory beanFactory) {
		return new DetailsBean(beanFactory);
	}

}
