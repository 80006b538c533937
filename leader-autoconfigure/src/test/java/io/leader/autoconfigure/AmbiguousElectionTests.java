package io.leader.autoconfigure;

import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.leader.election.LeaderElection;
import io.leader.election.ManualElection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests the complete startup failure report of an application that injects an election
 * without naming it, even though there are several.
 */
@ExtendWith(OutputCaptureExtension.class)
class AmbiguousElectionTests {

	private static final String REMEDY = "Name the election, as in @Qualifier(\"invoices\"), or set leader.primary to"
			+ " one of: invoices, mails.";

	private final String name = UUID.randomUUID().toString();

	private SpringApplicationBuilder application(Class<?> source, String... properties) {
		return new SpringApplicationBuilder(source, Application.class).web(WebApplicationType.NONE)
			.properties("leader.platform=local", "leader.elections.mails.lock-name=" + this.name + "-m",
					"leader.elections.invoices.lock-name=" + this.name + "-i")
			.properties(properties);
	}

	@ParameterizedTest
	@CsvSource({ "0, LeaderElection", "1, ManualElection" })
	void theReportNamesTheElections(int index, String type, CapturedOutput output) {
		Class<?> source = (index == 0) ? Injected.class : InjectedManual.class;
		assertThatException().isThrownBy(
				() -> application(source, (index == 0) ? "leader.retry-period=1s" : "leader.test.role=follower").run());
		assertThat(output.toString().replaceAll("\\s+", " "))
			.contains("APPLICATION FAILED TO START",
					"in " + source.getName() + " requires a single " + type
							+ ", but there are several elections: invoices, mails.",
					"Action: " + REMEDY)
			.doesNotContain("@Primary", "unknown location");
	}

	@Test
	void withAPrimaryElectionThatOneIsInjected() {
		try (var context = application(Injected.class, "leader.primary=mails").run()) {
			assertThat(context.getBean(Injected.class).election.name()).isEqualTo("mails");
		}
	}

	@Test
	void othersAreLeftToSpringBoot(CapturedOutput output) {
		assertThatException().isThrownBy(() -> application(Unrelated.class).run());
		assertThat(output).contains("required a single bean, but 2 were found").doesNotContain("several elections");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	static final class Injected {

		private final LeaderElection election;

		@Autowired
		Injected(LeaderElection election) {
			this.election = election;
		}

	}

	static final class InjectedManual {

		@Autowired
		InjectedManual(ManualElection election) {
			assertThat(election).isNotNull();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Unrelated {

		@Bean
		StringBuilder first() {
			return new StringBuilder();
		}

		@Bean
		StringBuilder second() {
			return new StringBuilder();
		}

		@Bean
		Object both(StringBuilder one) {
			return new Object();
		}

	}

}
