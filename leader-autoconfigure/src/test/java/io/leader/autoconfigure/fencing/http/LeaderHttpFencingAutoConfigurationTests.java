package io.leader.autoconfigure.fencing.http;

import java.util.Map;

import jakarta.servlet.Filter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.leader.autoconfigure.LeaderConfigurationException;
import io.leader.autoconfigure.LeaderContextTest;
import io.leader.fencing.http.FencingTokenFilter;
import io.leader.fencing.http.FencingTokenStore;
import io.leader.fencing.http.FencingTokenWebFilter;
import io.leader.fencing.http.RestClientFencing;
import io.leader.fencing.http.WebClientFencing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests which beans are created depending on the classpath, the kind of application, and
 * the properties, and which properties prevent the application from starting.
 */
@ExtendWith(OutputCaptureExtension.class)
class LeaderHttpFencingAutoConfigurationTests extends LeaderContextTest {

	private static final String PATHS = "leader.fencing.http.receiver.paths=/ledger/**";

	private static final AutoConfigurations BOTH = AutoConfigurations.of(LeaderHttpFencingAutoConfiguration.class,
			LeaderHttpFencingReceiverAutoConfiguration.class);

	private final ApplicationContextRunner plain = new ApplicationContextRunner().withConfiguration(BOTH);

	private final WebApplicationContextRunner servlet = new WebApplicationContextRunner().withConfiguration(BOTH);

	private final ReactiveWebApplicationContextRunner reactive = new ReactiveWebApplicationContextRunner()
		.withConfiguration(BOTH);

	@Test
	void clientsCanBeFencedIndividually() {
		this.plain.run((context) -> assertThat(context).hasSingleBean(RestClientFencing.class)
			.hasSingleBean(WebClientFencing.class)
			.doesNotHaveBean(FencingTokenStore.class));
	}

	@Test
	void allLibrariesAreOptional() {
		this.plain.withClassLoader(new FilteredClassLoader("org.springframework.web.reactive"))
			.run((context) -> assertThat(context).hasSingleBean(RestClientFencing.class)
				.doesNotHaveBean(WebClientFencing.class));
		this.plain
			.withClassLoader(
					new FilteredClassLoader("org.springframework.web", "org.springframework.http", "jakarta.servlet"))
			.withPropertyValues(PATHS)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RestClientFencing.class));
		this.servlet
			.withClassLoader(new FilteredClassLoader("org.springframework.web.reactive", "reactor",
					"org.springframework.integration"))
			.withPropertyValues(PATHS)
			.run((context) -> assertThat(context).hasSingleBean(FilterRegistrationBean.class));
		this.reactive.withClassLoader(new FilteredClassLoader("jakarta.servlet", "org.springframework.integration"))
			.withPropertyValues(PATHS)
			.run((context) -> assertThat(context).hasSingleBean(FencingTokenWebFilter.class));
	}

	@Test
	void withoutPathsThereIsNoFilter() {
		this.servlet.run((context) -> assertThat(context).doesNotHaveBean(FilterRegistrationBean.class)
			.doesNotHaveBean(FencingTokenStore.class));
		this.reactive.run((context) -> assertThat(context).doesNotHaveBean(FencingTokenWebFilter.class)
			.doesNotHaveBean(FencingTokenStore.class));
	}

	@Test
	void aReceiverComparesAfterSecurity() {
		this.servlet.withPropertyValues(PATHS).run((context) -> {
			FilterRegistrationBean<?> registration = context.getBean(FilterRegistrationBean.class);
			assertThat(registration.getFilter()).isInstanceOf(FencingTokenFilter.class);
			assertThat(registration.getOrder()).isGreaterThan(-100);
		});
		this.reactive.withPropertyValues(PATHS)
			.run((context) -> assertThat(context.getBean(FencingTokenWebFilter.class).getOrder()).isGreaterThan(-100));
	}

	@Test
	void aStoreOfTheApplicationReplacesOurs() {
		FencingTokenStore own = (election, token) -> token;
		this.servlet.withPropertyValues(PATHS)
			.withBean(FencingTokenStore.class, () -> own)
			.run((context) -> assertThat(context.getBean(FencingTokenStore.class)).isSameAs(own));
	}

	@Test
	void aFilterOfTheApplicationReplacesOurs() {
		FilterRegistrationBean<Filter> own = new FilterRegistrationBean<>(
				(request, response, chain) -> chain.doFilter(request, response));
		this.servlet.withPropertyValues(PATHS)
			.withBean("leaderFencingTokenFilter", FilterRegistrationBean.class, () -> own)
			.run((context) -> assertThat(context).hasNotFailed().getBean("leaderFencingTokenFilter").isSameAs(own));
		FencingTokenWebFilter filter = mock(FencingTokenWebFilter.class);
		this.reactive.withPropertyValues(PATHS)
			.withBean("own", FencingTokenWebFilter.class, () -> filter)
			.run((context) -> assertThat(context.getBean(FencingTokenWebFilter.class)).isSameAs(filter));
	}

	@Test
	void propertiesAreKnown(CapturedOutput output) {
		this.runner.withConfiguration(BOTH)
			.withPropertyValues(PATHS, "leader.fencing.http.header=Token",
					"leader.fencing.http.election-header=Election", "leader.fencing.http.receiver.required=true",
					"leader.fencing.http.receiver.elections=orders,reports")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("is not a property of the starter");
	}

	@ParameterizedTest
	@ValueSource(strings = { "leader.fencing.http.receiver.path=/ledger/**", "leader.fencing.http.headers=Token" })
	void aMistypedPropertyFailsTheStart(String property) {
		this.servlet.withPropertyValues(property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(UnboundConfigurationPropertiesException.class)
				.hasMessageContaining(property.substring(0, property.indexOf('='))));
	}

	/**
	 * Spring Boot does not detect unknown system properties or environment variables, so
	 * the starter does.
	 */
	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "leader.fencing.http.receiver.path,leader.fencing.http.receiver.paths",
					"leader.fencing.http.receiverpaths,leader.fencing.http.receiver.paths",
					"leader.fencing.http.headers,leader.fencing.http.header", "leader.fencing.http.x,-" })
	void aMistypedSystemPropertyFailsTheStart(String property, String nearest) {
		this.plain.withSystemProperties(property + "=/ledger")
			.run((context) -> assertRefused(context, property, nearest));
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "LEADER_FENCING_HTTP_RECEIVER_PATH,leader.fencing.http.receiver.paths",
					"LEADER_FENCING_HTTP_RECEIVERPATHS,leader.fencing.http.receiver.paths",
					"LEADER_FENCING_HTTP_HEA_DER,leader.fencing.http.header",
					"LEADER_FENCING_HTTP_HEADERS,leader.fencing.http.header", "LEADER_FENCING_HTTP_X,-" })
	void aMistypedVariableFailsTheStart(String variable, String nearest) {
		withVariables(Map.of(variable, "/ledger")).run((context) -> assertRefused(context, variable, nearest));
	}

	private ApplicationContextRunner withVariables(Map<String, Object> variables) {
		return this.plain.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("systemEnvironment", variables)));
	}

	private static void assertRefused(AssertableApplicationContext context, String found, String nearest) {
		assertThat(context).getFailure()
			.rootCause()
			.isInstanceOf(LeaderConfigurationException.class)
			.hasMessageContainingAll("\"" + found + "\" from", "a receiver might be left unfenced")
			.extracting("action")
			.isEqualTo((nearest != null) ? "Rename it to " + nearest + "."
					: "Remove it, or use a property of leader.fencing.http.");
	}

	@Test
	void lazyInitializationDoesNotPreventTheCheck() {
		this.plain
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withSystemProperties("leader.fencing.http.receiver.path=/ledger")
			.run((context) -> assertRefused(context, "leader.fencing.http.receiver.path",
					"leader.fencing.http.receiver.paths"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "SERVICE_HOST", "SERVICE_PORT", "SERVICE_PORT_WEB", "PORT", "PORT_80_TCP",
			"PORT_80_TCP_ADDR", "LEDGER_SERVICE_HOST", "LEDGER_PORT_53_UDP_PROTO" })
	void variablesOfServicesAreNotRefused(String variable) {
		withVariables(Map.of("LEADER_FENCING_HTTP_" + variable, "1"))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void variablesAndSystemPropertiesAreKnown() {
		withVariables(Map.of("LEADER_FENCING_HTTP_RECEIVER_PATHS_0", "/ledger/**", "LEADER_FENCING_HTTP_HEADER", "A",
				"LEADER_FENCING_HTTP_ELECTIONHEADER", "B", "LEADER_FENCING_HTTP_ELECTION_HEADER", "B",
				"LEADER_FENCING_HTTP_RECEIVER_ELECTIONS", "orders,reports"))
			.withSystemProperties("leader.fencing.http.receiver.required=true",
					"leader.fencing.http.receiver.paths[1]=/mails/**")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "leader.fencing.http.header=a b | leader.fencing.http.header is 'a b'",
			"leader.fencing.http.election-header= | leader.fencing.http.election-header is ''",
			"leader.fencing.http.election-header=leader-fencing-token | are both 'Leader-Fencing-Token'",
			"leader.fencing.http.receiver.required=true | leader.fencing.http.receiver.required is set, but leader.fencing.http.receiver.paths is not",
			"leader.fencing.http.receiver.elections=orders | leader.fencing.http.receiver.elections is set, but leader.fencing.http.receiver.paths is not",
			"leader.fencing.http.receiver.paths=/**/ledger/{ | leader.fencing.http.receiver.paths is [/**/ledger/{]" })
	void anInvalidPropertyFailsTheStart(String property, String message) {
		this.servlet.withPropertyValues(property)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining(LeaderConfigurationException.class.getName())
				.hasStackTraceContaining(message));
	}

}
