package io.leader.autoconfigure.properties;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

import io.leader.autoconfigure.ConfiguredElections;
import io.leader.autoconfigure.LeaderConfigurationException;
import io.leader.autoconfigure.LeaderContextTest;
import io.leader.autoconfigure.LeaderProperties;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that unknown properties under {@code leader} cause a warning that suggests the
 * intended one, or prevent the application from starting if transactions might otherwise
 * not be fenced.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnknownPropertiesTests extends LeaderContextTest {

	private static final String SENTENCE = " is not a property of the starter";

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(Board.class)
	static class OfTheApplication {

	}

	@ConfigurationProperties("leader.board")
	record Board(String title) {
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(Audit.class)
	static class WithFences {

	}

	@ConfigurationProperties("leader.fencing.jdbc.audit")
	record Audit(String table) {
	}

	@Configuration(proxyBeanMethods = false)
	static class ReadsAValue {

		@Value("${leader.color}")
		String color;

	}

	private ApplicationContextRunner with(PropertySource<?> source) {
		return this.runner.withInitializer((context) -> context.getEnvironment().getPropertySources().addFirst(source));
	}

	private static PropertySource<?> variables(String... names) {
		Map<String, Object> all = new LinkedHashMap<>();
		Stream.of(names).forEach((name) -> all.put(name, name.contains("RETRY") ? "1s" : "20s"));
		return new SystemEnvironmentPropertySource("test-systemEnvironment", all);
	}

	private static PropertySource<?> yaml(String text) {
		try {
			return new YamlPropertySourceLoader()
				.load("application", new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8), "application.yaml"))
				.get(0);
		}
		catch (Exception ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "leader.lease-durations,leader.lease-duration", "leader.leaseDurations,leader.lease-duration",
					"leader.lease.duration,leader.lease-duration", "leader.lease-time,leader.lease-duration",
					"leader.locktyp,leader.lock-type",
					"leader.elections.a.lease-durations,leader.elections.a.lease-duration",
					"leader.election.a.lease-duration,leader.elections.a.lease-duration",
					"leader.election.a.lease,leader.elections.a.lease-duration",
					"leader.elections.a.primary,leader.primary", "leader.for-life,leader.lock.for-life",
					"leader.retry-backoffs.first,leader.retry-backoffs", "leader.foo,-", "leader.elections.a.foo,-" })
	void theNearestPropertyIsSuggested(String key, String nearest, CapturedOutput output) {
		this.runner.withPropertyValues(key + "=1s").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).containsIgnoringCase(key + " (\"" + key + "\" from property source \"test\")" + SENTENCE)
				.contains((nearest != null) ? "Did you mean " + nearest + "?" : "docs/configuration.md");
		});
		assertThat(output.toString().split(SENTENCE, -1)).as("once").hasSize(2);
	}

	@ParameterizedTest
	@CsvSource({ "leader.fencing.jdbc.enable,leader.fencing.jdbc.enabled",
			"leader.fencing.jdbc.enabeld,leader.fencing.jdbc.enabled",
			"leader.elections.a.fencing.jdbc.enabeld,leader.elections.a.fencing.jdbc.enabled",
			"leader.elections.a.fencing.jdbc.table-name,leader.fencing.jdbc.table-name" })
	void aMistypedPropertyThatMightLeaveTransactionsUnfencedIsRefused(String key, String nearest) {
		this.runner.withPropertyValues(key + "=true")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(LeaderConfigurationException.class)
				.hasMessage("%s (\"%1$s\" from property source \"test\")%s. ".formatted(key, SENTENCE)
						+ "If it were ignored, transactions might not be fenced.")
				.extracting("action")
				.isEqualTo("Rename it to " + nearest + "."));
	}

	@ParameterizedTest
	@CsvSource({ "LEADER_FENCING_JDBC_ENABELD,leader.fencing.jdbc.enabled",
			"LEADER_FENCING_JDBC_ON,leader.fencing.jdbc.enabled",
			"LEADER_FENCING_JDBCENABLED,leader.fencing.jdbc.enabled",
			"LEADER_FENCINGJDBC_ENABLED,leader.fencing.jdbc.enabled",
			"LEADER_ELECTIONS_A_FENCING_JDBCENABLED,leader.elections.a.fencing.jdbc.enabled",
			"LEADER_FENCING_JDBC_TABLENAMES,leader.fencing.jdbc.table-name",
			"LEADER_FENCING_JDBC_TRANSACTION_MANAGER,leader.fencing.jdbc.transaction-managers",
			"LEADER_ELECTIONS_A_FENCING_JDBC_ENABELD,leader.elections.a.fencing.jdbc.enabled",
			"LEADER_ELECTIONS_MY_ORDERS_FENCING_JDBC_ENABELD,leader.elections.my-orders.fencing.jdbc.enabled",
			"LEADER_ELECTIONS_A_FENCING_JDBC_TABLE_NAME,leader.fencing.jdbc.table-name" })
	void aMistypedVariableThatMightLeaveTransactionsUnfencedIsRefused(String variable, String nearest) {
		with(variables(variable)).run((context) -> assertThat(context).getFailure()
			.isInstanceOf(LeaderConfigurationException.class)
			.hasMessageContainingAll("\"" + variable + "\" from", "transactions might not be fenced")
			.extracting("action")
			.isEqualTo("Rename it to " + nearest + "."));
	}

	@Test
	void aPropertyForFencesOfTheApplicationIsNotRefused(CapturedOutput output) {
		this.runner.withUserConfiguration(WithFences.class)
			.withPropertyValues("leader.fencing.jdbc.audit.table=mine")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain(SENTENCE);
	}

	@Test
	void theLineInTheFileIsReported(CapturedOutput output) {
		with(yaml("""
				leader:
				  retry-backoffs: [1s, 2s]
				  elections:
				    nightly-report:
				      leaseDurations: 5s
				    mails:
				    "[a.b]":
				      retryPeriod: 1s
				      retry_backoffs:
				        - 1s
				""")).run((context) -> {
			assertThat(context.getBean(ConfiguredElections.class).names()).containsExactlyInAnyOrder("nightly-report",
					"mails", "a.b");
			assertThat(context.getBean(ConfiguredElections.class).of("a.b").retryBackoffs()).hasSize(1);
			assertThat(output).contains("application.yaml] - 5:", "leader.elections.nightly-report.lease-duration?");
		});
		assertThat(output.toString().split(SENTENCE, -1)).hasSize(2);
	}

	@Test
	void anElectionWhoseOnlyPropertyIsUnknownIsNotIgnored() {
		this.runner
			.withPropertyValues("leader.elections.a.lease-durations=20s", "leader.elections.b.retry-period=1s",
					"leader.elections.c.d.retry-period=1s")
			.run((context) -> assertThat(context.getBean(ConfiguredElections.class).names())
				.containsExactlyInAnyOrder("a", "b", "c"));
		with(variables("LEADER_ELECTIONS_A_LEASEDURATIONS", "LEADER_ELECTIONS_MY_ORDERS_RETRY_PERIOD",
				"LEADER_ELECTIONS_B_RETRYBACKOFFS_0_", "LEADER_ELECTIONS_SERVICE_HOST",
				"LEADER_ELECTIONS_PORT_80_TCP_ADDR"))
			.run((context) -> {
				ConfiguredElections configured = context.getBean(ConfiguredElections.class);
				assertThat(configured.names()).containsExactlyInAnyOrder("a", "b", "my-orders");
				assertThat(configured.of("my-orders").retryPeriod()).hasSeconds(1);
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "LEADER_LEASE_DURATION", "LEADER_LEASEDURATION", "LEADER_RETRYBACKOFFS_0_",
			"LEADER_RETRY_BACKOFFS_0", "LEADER_ELECTIONS_A_LEASE_DURATION", "LEADER_SERVICE_HOST", "LEADER_PORT",
			"LEADER_PORT_8080_TCP_ADDR", "LEADER_SERVICE_PORT_HTTP", "LEADER_ELECTION", "LEADER_ELECTION_NAMESPACE",
			"LEADER_ELECTION_LEASE_DURATION", "LEADER_ELECTION_ID", "LEADER_ELECT", "LEADER_MODEL", "LEADER_NAME",
			"LEADER_ELECTIONS_SERVICE_HOST", "LEADERSHIP", "LEADER_STATUS", "LEADER_LOCK_SERVICE_HOST",
			"LEADER_FENCING_JDBC_SERVICE_PORT", "LEADER_FENCING_JDBC_PORT_5432_TCP",
			"LEADER_FENCING_JDBC_PREPARATION_TIMEOUT", "LEADER_ELECTIONS_A_FENCING_JDBC_PREPARATIONTIMEOUT" })
	void variablesThatWorkOrMayBelongToOthersCauseNoWarning(String variable, CapturedOutput output) {
		with(variables(variable)).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain(SENTENCE);
	}

	@ParameterizedTest
	@CsvSource({ "LEADER_LEASE_DURATIONS,leader.lease-duration", "LEADER_RENEWDEADLNE,leader.renew-deadline",
			"LEADER_ELECTIONS_A_RETRY_PERIODS,leader.elections.a.retry-period" })
	void aVariableThatCanOnlyBelongToTheStarterCausesAWarning(String variable, String nearest, CapturedOutput output) {
		with(variables(variable)).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("\"" + variable + "\" from", SENTENCE, "Did you mean " + nearest + "?");
	}

	@Test
	void propertiesOfTheApplicationAndNonEnumerableSourcesAreIgnored(CapturedOutput output) {
		PropertySource<Object> silent = new PropertySource<>("silent", new Object()) {

			@Override
			public Object getProperty(String name) {
				return name.equals("leader.lease-duration") ? "20s" : null;
			}

		};
		with(silent).withUserConfiguration(OfTheApplication.class)
			.withPropertyValues("leader.board.title=mine")
			.run((context) -> assertThat(context.getBean(ConfiguredElections.class).of(null).leaseDuration())
				.hasSeconds(20));
		assertThat(output).doesNotContain(SENTENCE);
	}

	/**
	 * The keys that an application reads with {@code @Value} cannot be determined.
	 */
	@Test
	void theWarningDoesNotClaimThatAKeyTheApplicationMayReadHasNoEffect(CapturedOutput output) {
		this.runner.withUserConfiguration(ReadsAValue.class)
			.withPropertyValues("leader.color=red")
			.run((context) -> assertThat(context.getBean(ReadsAValue.class).color).isEqualTo("red"));
		assertThat(output).contains("leader.color", SENTENCE + ".", "docs/configuration.md")
			.doesNotContain("no effect");
	}

	@Test
	void namesAreScannedOnce() {
		List<StackWalker.StackFrame> scans = new ArrayList<>();
		PropertySource<?> counting = new EnumerablePropertySource<>("counting", new Object()) {

			@Override
			public String[] getPropertyNames() {
				StackWalker.getInstance()
					.walk((frames) -> frames
						.filter((frame) -> frame.getClassName().equals(PropertyScan.class.getName()))
						.findFirst())
					.ifPresent(scans::add);
				return new String[] { "leader.lock.delay-per-leadership" };
			}

			@Override
			public Object getProperty(String name) {
				return name.equals("leader.lock.delay-per-leadership") ? "1s" : null;
			}

		};
		with(counting).run((context) -> {
			int atStart = scans.size();
			scans.clear();
			assertThat(new PropertyScan(context.getEnvironment(), LeaderProperties.class).unknown()).isEmpty();
			assertThat(scans).as("one scan").isNotEmpty();
			assertThat(atStart).isEqualTo(scans.size());
		});
	}

	@Test
	void theWarningComesBeforeTheFailureThatFollows(CapturedOutput output) {
		new ApplicationContextRunner().withConfiguration(with())
			.withPropertyValues("leader.platform=local", "leader.lock-names=orders")
			.run((context) -> assertThat(context).hasFailed());
		assertThat(List.of(output.toString().split("\n")))
			.anyMatch((line) -> line.contains("Did you mean leader.lock-name?"));
	}

}
