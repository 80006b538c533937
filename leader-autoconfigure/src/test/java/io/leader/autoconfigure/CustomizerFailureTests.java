package io.leader.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests how invalid values that customizers set, and customizers that fail, are reported.
 */
class CustomizerFailureTests extends LeaderContextTest {

	private static final String CUSTOMIZER = "ElectionSettingsCustomizer 'mine' (%s$Customizer)"
		.formatted(CustomizerFailureTests.class.getName());

	/**
	 * Sets one setting to a value that is given as text.
	 */
	record Customizer(String setting, String value) implements ElectionSettingsCustomizer {

		@Override
		public void customize(String election, CustomizableSettings settings) {
			switch (this.setting) {
				case "identity" -> settings.identity(this.value);
				case "lease-duration" -> settings.leaseDuration(Duration.parse(this.value));
				case "renew-deadline" -> settings.renewDeadline(Duration.parse(this.value));
				case "retry-period" -> settings.retryPeriod(Duration.parse(this.value));
				case "retry-backoffs" ->
					settings.retryBackoffs(Arrays.stream(this.value.split(";")).map(Duration::parse).toList());
				case "shutdown.timeout" -> settings.shutdownTimeout(Duration.parse(this.value));
				case "lock.delay-per-leadership" -> settings.delayPerLeadership(Duration.parse(this.value));
				default -> throw new IllegalArgumentException(this.setting);
			}
		}

	}

	private static ApplicationContextRunner customized(ApplicationContextRunner runner,
			ElectionSettingsCustomizer customizer) {
		return runner.withBean("mine", ElectionSettingsCustomizer.class, () -> customizer);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = {
			"identity|\" \"|leader.identity is blank (' ').|In this customizer, set a different identity for each replica, or do not set one to use POD_NAME",
			"lease-duration|PT10S|leader.renew-deadline (10s) must be shorter than leader.lease-duration (10s). The values of|In this customizer, set lease-duration > renew-deadline",
			"lease-duration|PT9999999999S|leader.lease-duration (9999999999s) must not be longer than 2147483647s|In this customizer, set lease-duration >",
			"renew-deadline|PT20S|leader.renew-deadline (20s) must be shorter than leader.lease-duration (15s)|In this customizer, set lease-duration >",
			"retry-period|PT0S|leader.retry-period (0s) must be longer than zero|In this customizer, set lease-duration >",
			"retry-backoffs|PT1S;PT11S|leader.retry-backoffs is [1s, 11s].|In this customizer, list pauses",
			"shutdown.timeout|PT-1S|leader.shutdown.timeout is negative (-1s).|In this customizer, set leader.shutdown.timeout to",
			"lock.delay-per-leadership|PT-1S|leader.lock.delay-per-leadership is negative (-1s)|In this customizer, set leader.lock.delay-per-leadership to",
			"lock.delay-per-leadership|PT16S|(16s) is longer than leader.lease-duration (15s)|In this customizer, set leader.lock.delay-per-leadership to at most" })
	void anInvalidValueIsReportedWithItsCustomizer(String setting, String value, String description, String action) {
		FailureAnalysis analysis = analysis(customized(this.runner, new Customizer(setting, value)));
		assertThat(analysis.getDescription()).contains(description)
			.endsWith(" %s sets leader.%s for election '%s'.".formatted(CUSTOMIZER, setting, this.name));
		assertThat(analysis.getAction()).startsWith(action);
	}

	@Test
	void aPropertyThatContradictsACustomizerIsReportedWithIt() {
		FailureAnalysis analysis = analysis(customized(this.runner, new Customizer("lease-duration", "PT12S"))
			.withPropertyValues("leader.elections.a.renew-deadline=13s", "leader.elections.b.renew-deadline=9s"));
		assertThat(analysis.getDescription()).startsWith(
				"leader.elections.a.renew-deadline (13s) must be shorter than leader.elections.a.lease-duration (12s).")
			.endsWith("%s sets leader.elections.a.lease-duration for election 'a'.".formatted(CUSTOMIZER));
		analysis = analysis(customized(this.runner, new Customizer("lease-duration", "PT12S"))
			.withPropertyValues("leader.lock.delay-per-leadership=13s"));
		assertThat(analysis.getDescription()).contains("leader.lease-duration (12s)")
			.endsWith("%s sets leader.lease-duration for election '%s'.".formatted(CUSTOMIZER, this.name));
		analysis = analysis(customized(this.runner, new Customizer("renew-deadline", "PT5S"))
			.withPropertyValues("leader.retry-backoffs=6s"));
		assertThat(analysis.getDescription()).contains("leader.retry-backoffs is [6s]")
			.endsWith("%s sets leader.renew-deadline for election '%s'.".formatted(CUSTOMIZER, this.name));
	}

	@Test
	void allCustomizersThatContributeAreReported() {
		FailureAnalysis analysis = analysis(this.runner
			.withBean("first", ElectionSettingsCustomizer.class, () -> new Customizer("lease-duration", "PT8S"))
			.withBean("second", ElectionSettingsCustomizer.class, () -> (election,
					settings) -> settings.renewDeadline(Duration.ofSeconds(9)).retryPeriod(Duration.ofSeconds(9))));
		assertThat(analysis.getDescription()).contains(
				"'first' (" + Customizer.class.getName() + ") sets leader.lease-duration",
				"'second' (" + getClass().getName() + ") sets leader.renew-deadline and leader.retry-period for");
		assertThat(analysis.getAction()).startsWith("In these customizers, set");
	}

	@Test
	void anInvalidPropertyIsNotAttributedToACustomizer() {
		FailureAnalysis analysis = analysis(customized(this.runner, new Customizer("retry-period", "PT1S"))
			.withPropertyValues("leader.shutdown.timeout=-1s"));
		assertThat(analysis.getDescription()).isEqualTo("leader.shutdown.timeout is negative (-1s).");
		assertThat(analysis.getAction()).startsWith("Set leader.shutdown.timeout to");
	}

	@ParameterizedTest
	@ValueSource(strings = { "leader.lock.for-life=true", "leader.lock.owner-reference=true",
			"leader.lock.migrate-from=spring-cloud" })
	void anIdentityThatIsNotThePodsIsReportedWithItsCustomizer(String mode) {
		ApplicationContextRunner inPod = this.runner.withPropertyValues(mode, "POD_NAME=orders-1");
		FailureAnalysis analysis = analysis(customized(inPod, new Customizer("identity", "me")));
		assertThat(analysis.getDescription()).contains(mode + " needs the Pod's name as the identity")
			.endsWith("%s sets leader.identity for election '%s'.".formatted(CUSTOMIZER, this.name));
		assertThat(analysis.getAction()).isEqualTo("In this customizer, do not set the identity.");
		customized(inPod, new Customizer("identity", "orders-1"))
			.run((context) -> assertThat(context.getBean(LeaderElection.class).identity()).isEqualTo("orders-1"));
	}

	@Test
	void aRegistrationThatFailsIsCustomizedAgain() {
		AtomicReference<Duration> lease = new AtomicReference<>(Duration.ofSeconds(1));
		customized(this.runner, (election, settings) -> {
			if (election.equals("late")) {
				settings.leaseDuration(lease.get());
			}
		}).run((context) -> {
			LeaderElectionRegistry registry = context.getBean(LeaderElectionRegistry.class);
			assertThatExceptionOfType(LeaderConfigurationException.class).isThrownBy(() -> registry.register("late"))
				.withMessageContaining("sets leader.lease-duration for election 'late'");
			lease.set(Duration.ofSeconds(20));
			assertThat(registry.register("late").name()).isEqualTo("late");
			assertThat(context.getBean(ConfiguredElections.class).of("late").leaseDuration()).hasSeconds(20);
		});
	}

	@Test
	void aCustomizerThatThrowsPreventsTheStart() {
		customized(this.runner, new Customizer("unknown", "")).run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOf(IllegalArgumentException.class)
			.hasMessage("unknown"));
		FailureAnalysis analysis = analysis(customized(this.runner, new Customizer("unknown", "")));
		assertThat(analysis.getDescription())
			.isEqualTo("%s failed for election '%s': java.lang.IllegalArgumentException: unknown".formatted(CUSTOMIZER,
					this.name));
		assertThat(analysis.getAction()).startsWith("Correct the customizer.");
	}

	@Test
	void aCustomizerThatThrowsPreventsARegistration() {
		customized(this.runner, (election, settings) -> {
			if (election.equals("late")) {
				throw new UnsupportedOperationException("not this one");
			}
		}).run((context) -> {
			LeaderElectionRegistry registry = context.getBean(LeaderElectionRegistry.class);
			assertThatExceptionOfType(LeaderConfigurationException.class).isThrownBy(() -> registry.register("late"))
				.withMessageContainingAll("ElectionSettingsCustomizer 'mine' (" + getClass().getName() + ")",
						"failed for election 'late': java.lang.UnsupportedOperationException: not this one")
				.withCauseInstanceOf(UnsupportedOperationException.class);
			assertThat(registry.register("other").name()).isEqualTo("other");
		});
	}

	@SuppressWarnings("NullAway")
	static List<Map.Entry<String, Consumer<CustomizableSettings>>> nulls() {
		return List.of(Map.entry("identity", (settings) -> settings.identity(null)),
				Map.entry("lease-duration", (settings) -> settings.leaseDuration(null)),
				Map.entry("renew-deadline", (settings) -> settings.renewDeadline(null)),
				Map.entry("retry-period", (settings) -> settings.retryPeriod(null)),
				Map.entry("retry-backoffs", (settings) -> settings.retryBackoffs(null)),
				Map.entry("retry-backoffs", (settings) -> settings.retryBackoffs(Arrays.asList(Duration.ZERO, null))),
				Map.entry("shutdown.timeout", (settings) -> settings.shutdownTimeout(null)),
				Map.entry("lock.delay-per-leadership", (settings) -> settings.delayPerLeadership(null)));
	}

	@ParameterizedTest
	@MethodSource("nulls")
	void nullIsRefused(Map.Entry<String, Consumer<CustomizableSettings>> setting) {
		customized(this.runner, (election, settings) -> {
			assertThatIllegalArgumentException().isThrownBy(() -> setting.getValue().accept(settings))
				.withMessageContainingAll("leader." + setting.getKey() + " must not", "null");
			setting.getValue().accept(settings);
		}).run((context) -> assertThat(context).getFailure()
			.hasStackTraceContaining(
					"%s failed for election '%s': java.lang.IllegalArgumentException: leader.%s must not"
						.formatted(CUSTOMIZER.replace("$Customizer", ""), this.name, setting.getKey())));
	}

	@Test
	void settingsCannotBeChangedLater() {
		AtomicReference<CustomizableSettings> kept = new AtomicReference<>();
		customized(this.runner, (election, settings) -> kept.set(settings)).run((context) -> {
			assertThatIllegalStateException().isThrownBy(() -> kept.get().retryPeriod(Duration.ofSeconds(1)))
				.withMessageContaining("only while their customizer is called");
			assertThat(kept.get().retryPeriod()).hasSeconds(2);
		});
	}

	@Test
	void backoffsAreCopied() {
		List<Duration> backoffs = Arrays.asList(Duration.ofSeconds(1), Duration.ofSeconds(2));
		customized(this.runner, (election, settings) -> {
			settings.retryBackoffs(backoffs);
			backoffs.set(0, Duration.ZERO);
		}).run((context) -> assertThat(context.getBean(ConfiguredElections.class).of(null).retryBackoffs())
			.containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2)));
	}

	/**
	 * A customizer that depends on an election.
	 */
	static final class Dependent implements ElectionSettingsCustomizer {

		Dependent(LeaderElection election) {
			assertThat(election).isNotNull();
		}

		@Override
		public void customize(String election, CustomizableSettings settings) {
		}

	}

	@Test
	void aCustomizerThatDependsOnAnElectionIsReportedAsACycle() {
		this.runner.withBean("dependent", Dependent.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(BeanCurrentlyInCreationException.class)
				.hasMessageContaining("'dependent'"));
	}

}
