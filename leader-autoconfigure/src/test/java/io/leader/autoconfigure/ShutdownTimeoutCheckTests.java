package io.leader.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.LifecycleProcessor;
import org.springframework.context.support.DefaultLifecycleProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a shutdown timeout that exceeds another limit causes a warning.
 */
@ExtendWith(OutputCaptureExtension.class)
class ShutdownTimeoutCheckTests extends LeaderContextTest {

	private static final String SENTENCE = ".shutdown.timeout (";

	private final ApplicationContextRunner booted = this.runner
		.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class));

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"leader.shutdown.timeout=40s,leader.lease-duration=60s|leader.shutdown.timeout (40s) is longer than spring.lifecycle.timeout-per-shutdown-phase (30s)",
			"spring.lifecycle.timeout-per-shutdown-phase=5s|leader.shutdown.timeout (10s) is longer than spring.lifecycle.timeout-per-shutdown-phase (5s)",
			"leader.shutdown.timeout=20s|leader.shutdown.timeout (20s) is longer than leader.lease-duration (15s)",
			"leader.shutdown.timeout=40s|leader.shutdown.timeout (40s) is longer than leader.lease-duration (15s)" })
	void whatEndsFirstIsNamed(String properties, String sentence, CapturedOutput output) {
		this.booted.withPropertyValues(properties.split(",")).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce(SENTENCE).contains("WARN", "Election '" + this.name + "': " + sentence);
	}

	@ParameterizedTest
	@ValueSource(strings = { "leader.shutdown.timeout=15s", "leader.lease-duration=4s,leader.renew-deadline=3s",
			"leader.shutdown.timeout=40s,leader.enabled=false", "leader.shutdown.timeout=40s,leader.test.role=leader" })
	void aTimeoutThatCanBeUsedUpOrWasNotChosenCausesNoWarning(String properties, CapturedOutput output) {
		this.booted.withPropertyValues(properties.split(",")).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain(SENTENCE);
	}

	@Test
	void electionsWithTheSameValuesAreReportedOnce(CapturedOutput output) {
		this.booted
			.withPropertyValues("leader.shutdown.timeout=20s", "leader.elections.a.retry-period=1s",
					"leader.elections.b.retry-period=1s", "leader.elections.b.lock-name=b-" + this.name)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce(SENTENCE);
	}

	@Test
	void theTimeoutOfAnotherLifecycleProcessorIsUnknown(CapturedOutput output) {
		this.booted.withBean("lifecycleProcessor", LifecycleProcessor.class, DefaultLifecycleProcessor::new)
			.withPropertyValues("leader.shutdown.timeout=40s", "leader.lease-duration=60s")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain(SENTENCE);
	}

}
