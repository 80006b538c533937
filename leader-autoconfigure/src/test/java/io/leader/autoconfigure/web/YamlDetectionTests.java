package io.leader.autoconfigure.web;

import java.util.List;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.converter.autoconfigure.ClientHttpMessageConvertersCustomizer;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.HttpMessageConverters.ServerBuilder;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests which YAML converter an application has.
 */
class YamlDetectionTests {

	private final WebApplicationContextRunner bare = new WebApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(WebMvcAutoConfiguration.class, HttpMessageConvertersAutoConfiguration.class));

	private final WebApplicationContextRunner runner = this.bare
		.withConfiguration(AutoConfigurations.of(LeaderWebAutoConfiguration.class));

	@Test
	void isNotDetectedForServersAndClients() {
		this.bare.run((context) -> assertThat(yaml(context)).as("detected by Spring").hasSize(1));
		this.runner.run((context) -> {
			assertThat(yaml(context)).isEmpty();
			HttpMessageConverters.ClientBuilder builder = HttpMessageConverters.forClient().registerDefaults();
			context.getBeanProvider(ClientHttpMessageConvertersCustomizer.class)
				.orderedStream()
				.forEach((customizer) -> customizer.customize(builder));
			assertThat(StreamSupport.stream(builder.build().spliterator(), false)).isNotEmpty()
				.noneMatch(YamlDetectionTests::isYaml);
		});
	}

	@Test
	void isNotDetectedIfTheApplicationEnablesMvc() {
		this.runner.withUserConfiguration(OwnMvc.class).run((context) -> assertThat(yaml(context)).isEmpty());
	}

	@Test
	void isTheOneThatAConfigurerOfTheApplicationSets() {
		this.runner.withUserConfiguration(OwnConverter.class)
			.run((context) -> assertThat(yaml(context)).singleElement().isInstanceOf(OwnYaml.class));
	}

	@Test
	void isTheOneThatIsABeanOfTheApplication() {
		this.runner.withBean(OwnYaml.class, OwnYaml::new)
			.run((context) -> assertThat(yaml(context)).containsExactly(context.getBean(OwnYaml.class)));
	}

	@Test
	void needsNeitherMvcNorTheModuleForConverters() {
		new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(LeaderWebAutoConfiguration.class))
			.withClassLoader(
					new FilteredClassLoader(WebMvcConfigurer.class, ClientHttpMessageConvertersCustomizer.class))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static List<HttpMessageConverter<?>> yaml(ApplicationContext context) {
		List<HttpMessageConverter<?>> all = context.getBean(RequestMappingHandlerAdapter.class).getMessageConverters();
		assertThat(all).anyMatch(StringHttpMessageConverter.class::isInstance);
		return all.stream().filter(YamlDetectionTests::isYaml).toList();
	}

	private static boolean isYaml(HttpMessageConverter<?> converter) {
		return converter.getSupportedMediaTypes().contains(MediaType.APPLICATION_YAML);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebMvc
	static class OwnMvc {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnConverter {

		@Bean
		WebMvcConfigurer own() {
			return new WebMvcConfigurer() {

				@Override
				public void configureMessageConverters(ServerBuilder builder) {
					builder.withYamlConverter(new OwnYaml());
				}

			};
		}

	}

	private static final class OwnYaml extends AbstractHttpMessageConverter<String> {

		OwnYaml() {
			super(MediaType.APPLICATION_YAML);
		}

		@Override
		protected boolean supports(Class<?> type) {
			return type == String.class;
		}

		@Override
		protected String readInternal(Class<? extends String> type, HttpInputMessage message) {
			return "";
		}

		@Override
		protected void writeInternal(String value, HttpOutputMessage message) {
		}

	}

}
