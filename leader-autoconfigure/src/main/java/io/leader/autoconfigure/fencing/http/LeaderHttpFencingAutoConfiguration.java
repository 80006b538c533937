package io.leader.autoconfigure.fencing.http;

import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import io.leader.autoconfigure.LeaderConfigurationException;
import io.leader.autoconfigure.properties.StrictProperties;
import io.leader.fencing.http.RestClientFencing;
import io.leader.fencing.http.WebClientFencing;
import io.leader.guard.NotLeaderException;

/**
 * Auto-configuration for the beans with which the application fences its HTTP clients.
 */
@AutoConfiguration
@EnableConfigurationProperties(HttpFencingProperties.class)
public final class LeaderHttpFencingAutoConfiguration {

	/**
	 * Excludes the settings from lazy initialization, so that mistyped properties prevent
	 * the application from starting even if it initializes beans lazily.
	 */
	@Bean
	static LazyInitializationExcludeFilter leaderHttpFencingSettingsEagerly() {
		return LazyInitializationExcludeFilter.forBeanTypes(HttpFencingSettings.class);
	}

	@Bean
	HttpFencingSettings leaderHttpFencingSettings(HttpFencingProperties properties, Environment environment) {
		new StrictProperties(HttpFencingProperties.PREFIX, HttpFencingProperties.class).check(environment,
				LeaderConfigurationException::new);
		return new HttpFencingSettings(properties);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RestClient.class)
	static class RestClients {

		@Bean
		@ConditionalOnMissingBean
		RestClientFencing leaderRestClientFencing(HttpFencingSettings settings) {
			return new RestClientFencing(settings.headers(), NotLeaderException::of);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebClient.class)
	static class WebClients {

		@Bean
		@ConditionalOnMissingBean
		WebClientFencing leaderWebClientFencing(HttpFencingSettings settings) {
			return new WebClientFencing(settings.headers(), NotLeaderException::of);
		}

	}

}
