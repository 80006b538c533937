package io.leader.autoconfigure.properties;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.leader.autoconfigure.ConfiguredElections;
import io.leader.autoconfigure.LeaderConfigurationException;
import io.leader.autoconfigure.LeaderContextTest;
import io.leader.autoconfigure.LeaderProperties;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

/**
 * Tests that former names of properties, and values assigned to groups of properties,
 * prevent the application from starting, with a few exceptions.
 */
@ExtendWith(OutputCaptureExtension.class)
class RenamedPropertiesTests extends LeaderContextTest {

	private static final String SENTENCE = " is not a property of the starter";

	private ApplicationContextRunner withVariable(String name) {
		return withVariable(name, "20s");
	}

	private ApplicationContextRunner withVariable(String name, String value) {
		return this.runner.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", Map.of(name, value))));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "leader.mode=for-life|leader.lock.for-life (true instead of for-life)",
			"leader.ownerReference=true|leader.lock.owner-reference",
			"leader.migrate-from=configmaps|leader.lock.migrate-from",
			"leader.adopt-existing=true|leader.lock.adopt-existing",
			"leader.spread=1s|leader.lock.delay-per-leadership",
			"leader.release-on-shutdown=false|leader.shutdown.release-lock",
			"leader.on-revoked=exit|leader.shutdown.on-revocation (true instead of exit",
			"leader.yield-when=liveness-broken|leader.yield.when", "leader.yield-grace=1s|leader.yield.grace-period",
			"leader.startup=wait|leader.startup.wait-for-leadership (true instead of wait)",
			"leader.management-while-waiting=true|leader.startup.management-while-waiting",
			"leader.kubernetes-events=true|leader.kubernetes.events",
			"leader.pod-label=a=b|leader.kubernetes.pod-label",
			"leader.pod-label-on-followers=b|leader.kubernetes.pod-label-on-followers",
			"leader.observe-renewals=true|leader.observations.renewals", "leader.test-as=leader|leader.test.role" })
	void aRenamedPropertyIsNotIgnored(String property, String present) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(LeaderConfigurationException.class)
				.hasMessageContaining("from property source \"test\") was renamed to " + present)
				.extracting("action", as(STRING))
				.startsWith("Rename it to " + present));
		this.runner.withPropertyValues(property.replace("leader.", "leader.elections.a."))
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(LeaderConfigurationException.class)
				.hasMessageContaining("was renamed to " + present.replace("leader.", "leader.elections.a.")));
	}

	@Test
	void allRenamedPropertiesAreListedAtOnce() {
		this.runner.withPropertyValues("leader.mode=for-life", "leader.startup=wait")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContainingAll("leader.lock.for-life", "leader.startup.wait-for-leadership")
				.extracting("action", as(STRING))
				.contains("Rename leader.mode to leader.lock.for-life",
						"Rename leader.startup to leader.startup.wait-for-leadership"));
	}

	/**
	 * The value of an environment variable that is named like a group would be ignored,
	 * or would prevent the properties from being bound.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "LEADER_LOCK", "LEADER_SHUTDOWN", "LEADER_YIELD", "LEADER_KUBERNETES",
			"LEADER_OBSERVATIONS", "LEADER_TEST", "LEADER_FENCING", "LEADER_FENCING_JDBC" })
	void aVariableWithTheNameOfAGroupIsRefused(String variable) {
		withVariable(variable).run((context) -> assertThat(context).getFailure()
			.isInstanceOf(LeaderConfigurationException.class)
			.hasMessageContainingAll("\"" + variable + "\" from", "is a group of properties and cannot have a value"));
	}

	@Test
	void aGroupInAFileCannotHaveAValueEither() {
		this.runner.withPropertyValues("leader.lock=configmaps")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("leader.lock (\"leader.lock\" from property source \"test\") is a group")
				.extracting("action")
				.isEqualTo("Set a property of the group, such as leader.lock.for-life."));
		this.runner.withPropertyValues("leader.elections.a.yield=never")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("leader.elections.a.yield (")
				.hasMessageContaining("is a group")
				.extracting("action")
				.isEqualTo("Set a property of the group, such as leader.elections.a.yield.when."));
		this.runner.withPropertyValues("leader.fencing=jdbc")
			.run((context) -> assertThat(context).getFailure()
				.extracting("action")
				.isEqualTo("Set a property of the group, such as leader.fencing.jdbc.enabled."));
	}

	@Test
	void theFormerNameOfTheShutdownTimeoutWorks(CapturedOutput output) {
		this.runner
			.withPropertyValues("leader.shutdown-timeout=7s", "leader.elections.a.shutdown-timeout=3s",
					"leader.elections.b.shutdown.timeout=4s", "leader.elections.c.enabled=true")
			.run((context) -> {
				ConfiguredElections configured = context.getBean(ConfiguredElections.class);
				assertThat(configured.of("a").shutdown().timeout()).hasSeconds(3);
				assertThat(configured.of("b").shutdown().timeout()).hasSeconds(4);
				assertThat(configured.of("c").shutdown().timeout()).hasSeconds(7);
			});
		withVariable("LEADER_SHUTDOWN_TIMEOUT")
			.run((context) -> assertThat(context.getBean(LeaderProperties.class).shutdown().timeout()).hasSeconds(20));
		assertThat(output).doesNotContain(SENTENCE);
	}

	@ParameterizedTest
	@CsvSource({ "LEADER_MODE,for-life,leader.lock.for-life", "LEADER_MODE,renewed,leader.lock.for-life",
			"LEADER_MIGRATE_FROM,spring-cloud,leader.lock.migrate-from",
			"LEADER_OWNERREFERENCE,true,leader.lock.owner-reference",
			"LEADER_RELEASE_ON_SHUTDOWN,false,leader.shutdown.release-lock",
			"LEADER_POD_LABEL,a=b,leader.kubernetes.pod-label", "LEADER_TEST_AS,leader,leader.test.role",
			"LEADER_ON_REVOKED,exit,leader.shutdown.on-revocation",
			"LEADER_STARTUP,wait,leader.startup.wait-for-leadership",
			"LEADER_ELECTIONS_MAILS_MODE,for-life,leader.elections.mails.lock.for-life",
			"LEADER_ELECTIONS_MY_MAILS_SPREAD,1s,leader.elections.my-mails.lock.delay-per-leadership",
			"LEADER_ELECTIONS_A_STARTUP,wait,leader.elections.a.startup.wait-for-leadership" })
	void aRenamedVariableIsNotIgnoredEither(String variable, String value, String current) {
		withVariable(variable, value).run((context) -> assertThat(context).getFailure()
			.isInstanceOf(LeaderConfigurationException.class)
			.hasMessageContaining("\"" + variable + "\" from")
			.hasMessageContaining("was renamed to " + current));
	}

	/**
	 * The name and value are not specific to the starter, so the variable might be meant
	 * for another program.
	 */
	@ParameterizedTest
	@CsvSource({ "LEADER_SPREAD,1s,leader.lock.delay-per-leadership", "LEADER_MODE,primary,leader.lock.for-life" })
	void aVariableThatMayBelongToOthersOnlyCausesAWarning(String variable, String value, String current,
			CapturedOutput output) {
		withVariable(variable, value).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains(SENTENCE, "Did you mean " + current);
	}

	@ParameterizedTest
	@CsvSource({ "LEADER_YIELD_WHEN,liveness-broken", "LEADER_KUBERNETES_EVENTS,true", "LEADER_SHUTDOWN_TIMEOUT,3s" })
	void aVariableWhoseNameIsStillCorrectWorks(String variable, String value, CapturedOutput output) {
		withVariable(variable, value).run((context) -> {
			LeaderProperties properties = context.getBean(LeaderProperties.class);
			assertThat(List.of(properties.yield().when(), properties.kubernetes().events(),
					properties.shutdown().timeout().toSeconds() + "s"))
				.extracting(Object::toString)
				.contains(value);
		});
		assertThat(output).doesNotContain(SENTENCE);
	}

	@Test
	void theCurrentNameOfTheShutdownTimeoutTakesPrecedence() {
		withVariable("LEADER_SHUTDOWN_TIMEOUT", "20s")
			.withPropertyValues("leader.shutdown.timeout=5s", "leader.elections.a.shutdown.timeout=3s",
					"leader.elections.a.shutdown-timeout=4s")
			.withInitializer((context) -> {
				MutablePropertySources sources = context.getEnvironment().getPropertySources();
				PropertySource<?> variable = sources.remove("test-systemEnvironment");
				sources.addLast(variable);
			})
			.run((context) -> {
				ConfiguredElections configured = context.getBean(ConfiguredElections.class);
				assertThat(configured.of(null).shutdown().timeout()).hasSeconds(5);
				assertThat(configured.of("a").shutdown().timeout()).hasSeconds(3);
			});
	}

	@Test
	void aGroupWithoutPropertiesIsFine() {
		this.runner.withPropertyValues("leader.lock=").run((context) -> assertThat(context).hasNotFailed());
		this.runner.withPropertyValues("leader.elections.a.lock=", "leader.elections.a.fencing.jdbc=")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void aGroupThatIsEmptyInOneSourceHasThePropertiesOfAnother() {
		this.runner.withPropertyValues("leader.shutdown=", "leader.shutdown.timeout=3s")
			.run((context) -> assertThat(context.getBean(LeaderProperties.class).shutdown().timeout()).hasSeconds(3));
	}

}
