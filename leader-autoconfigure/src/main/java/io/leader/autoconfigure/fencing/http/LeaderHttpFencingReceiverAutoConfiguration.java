package io.leader.autoconfigure.fencing.http;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.OnPropertyListCondition;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.server.WebFilter;

import io.leader.fencing.http.FencingTokenFilter;
import io.leader.fencing.http.FencingTokenStore;
import io.leader.fencing.http.FencingTokenWebFilter;

/**
 * Auto-configuration for the filter that checks the fencing tokens of requests to
 * {@code leader.fencing.http.receiver.paths}. This application need not have any
 * elections, since the requests may be sent by the leaders of other applications.
 */
@AutoConfiguration(after = LeaderHttpFencingAutoConfiguration.class)
@ConditionalOnWebApplication
@Conditional(LeaderHttpFencingReceiverAutoConfiguration.OnPaths.class)
public final class LeaderHttpFencingReceiverAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	FencingTokenStore leaderFencingTokenStore() {
		return FencingTokenStore.inMemory();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(OncePerRequestFilter.class)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static class Servlet {

		@Bean
		@ConditionalOnMissingBean(value = FencingTokenFilter.class, name = "leaderFencingTokenFilter")
		FilterRegistrationBean<FencingTokenFilter> leaderFencingTokenFilter(HttpFencingSettings settings,
				FencingTokenStore store) {
			FilterRegistrationBean<FencingTokenFilter> registration = new FilterRegistrationBean<>(
					new FencingTokenFilter(settings.check(store), settings.paths()));
			registration.setOrder(FencingTokenFilter.ORDER);
			return registration;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebFilter.class)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class Reactive {

		@Bean
		@ConditionalOnMissingBean
		FencingTokenWebFilter leaderFencingTokenWebFilter(HttpFencingSettings settings, FencingTokenStore store) {
			return new FencingTokenWebFilter(settings.check(store), settings.paths());
		}

	}

	/**
	 * Matches if any paths are configured.
	 */
	static final class OnPaths extends OnPropertyListCondition {

		private static final String PATHS = HttpFencingProperties.RECEIVER + ".paths";

		OnPaths() {
			super(PATHS, () -> ConditionMessage.forCondition("Fenced paths"));
		}

	}

}
