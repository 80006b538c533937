package io.leader.autoconfigure.properties;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.leader.autoconfigure.LeaderContextTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application can bind its own properties under the starter's prefix.
 */
@ExtendWith(OutputCaptureExtension.class)
class OwnPropertiesTests extends LeaderContextTest {

	private static final String SENTENCE = " is not a property of the starter";

	@ConfigurationProperties("leader")
	record OfARecord(@DefaultValue("none") String boardTitle, Map<String, String> colors, Nested nested,
			@Name("switch") String toggle) {
	}

	record Nested(String depth) {
	}

	@ConfigurationProperties("leader")
	static class OfAClass {

		private final String motto;

		OfAClass(String motto) {
			this.motto = motto;
		}

		@Override
		public String toString() {
			return this.motto;
		}

	}

	static class OfSetters {

		private String anthem;

		public void setAnthem(String anthem) {
			this.anthem = anthem;
		}

		@Override
		public String toString() {
			return this.anthem;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties({ OfARecord.class, OfAClass.class })
	static class OfTheApplication {

		@Bean
		@ConfigurationProperties("leader")
		OfSetters ofSetters() {
			return new OfSetters();
		}

	}

	@ParameterizedTest
	@ValueSource(strings = { "leader.board-title", "leader.boardTitle", "leader.colors.red", "leader.nested.depth",
			"leader.switch", "leader.motto", "leader.anthem" })
	void boundPropertiesCauseNoWarning(String key, CapturedOutput output) {
		this.runner.withUserConfiguration(OfTheApplication.class).withPropertyValues(key + "=mine").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(OfARecord.class) + " " + context.getBean(OfAClass.class) + " "
					+ context.getBean(OfSetters.class))
				.as("bound")
				.contains("mine");
		});
		assertThat(output).doesNotContain(SENTENCE);
	}

	@Test
	void otherPropertiesStillCauseAWarning(CapturedOutput output) {
		this.runner.withUserConfiguration(OfTheApplication.class)
			.withPropertyValues("leader.board-tittle=mine", "leader.lock-names=orders")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("leader.board-tittle", "Did you mean leader.lock-name?");
		assertThat(output.toString().split(SENTENCE, -1)).hasSize(3);
	}

}
