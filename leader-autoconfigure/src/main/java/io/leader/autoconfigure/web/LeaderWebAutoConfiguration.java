package io.leader.autoconfigure.web;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.http.converter.autoconfigure.ClientHttpMessageConvertersCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.converter.HttpMessageConverters.ServerBuilder;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import io.leader.kubernetes.ClientLibraries;

/**
 * Auto-configuration that suppresses the detection of a YAML converter by Spring MVC and
 * HTTP clients. The Kubernetes client needs {@code jackson-dataformat-yaml} to read a
 * kubeconfig, so the presence of that library does not mean that the application should
 * support YAML. A YAML converter that the application sets is not affected. To enable the
 * detection, exclude this auto-configuration.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClass(name = ClientLibraries.CLIENT)
public final class LeaderWebAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebMvcConfigurer.class)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static class Servers {

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		WebMvcConfigurer leaderYamlDetectionWebMvcConfigurer() {
			return new WebMvcConfigurer() {

				@Override
				public void configureMessageConverters(ServerBuilder builder) {
					YamlDetection.suppress(builder);
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ClientHttpMessageConvertersCustomizer.class)
	static class Clients {

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		ClientHttpMessageConvertersCustomizer leaderYamlDetectionClientCustomizer() {
			return YamlDetection::suppress;
		}

	}

}
