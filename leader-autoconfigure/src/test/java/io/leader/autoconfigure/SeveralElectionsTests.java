package io.leader.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.javapoet.ClassName;

import io.leader.autoconfigure.guard.LeaderGuardAutoConfiguration;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.election.LeaderElections;
import io.leader.guard.LeaderOnly;
import io.leader.lock.ElectionLockFactory;
import io.leader.lock.local.LocalLock;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the configuration of several elections in one application.
 */
class SeveralElectionsTests extends LeaderContextTest {

	private final ApplicationContextRunner several = this.runner
		.withConfiguration(AutoConfigurations.of(LeaderGuardAutoConfiguration.class))
		.withPropertyValues("leader.elections.invoices.retry-period=1s", "leader.elections.mails.enabled=false",
				"leader.identity=me", "leader.elections.mails.identity=mailer");

	static final class NeedsBoth {

		private final LeaderElection invoices;

		private final LeaderElection mails;

		NeedsBoth(@Qualifier("invoices") LeaderElection invoices, @Qualifier("mails") LeaderElection mails) {
			this.invoices = invoices;
			this.mails = mails;
		}

	}

	static class Guarded {

		@LeaderOnly
		public void settle() {
		}

	}

	@Test
	void eachIsABeanByQualifierAndCanBeLookedUp() {
		this.several.withUserConfiguration(Listeners.class).withBean(NeedsBoth.class).run((context) -> {
			NeedsBoth both = context.getBean(NeedsBoth.class);
			LeaderElections elections = context.getBean(LeaderElections.class);
			assertThat(elections.get("invoices")).isSameAs(both.invoices);
			assertThat(elections.get("mails")).isSameAs(both.mails);
			List<String> names = new ArrayList<>();
			elections.forEach((election) -> names.add(election.name()));
			assertThat(names).containsExactlyInAnyOrder("invoices", "mails");
			ready(context);
			await(both.invoices::isLeader);
			await(both.mails::isLeader);
			await(() -> context.getBean(Listeners.class).received.size() == 2);
		});
	}

	@Test
	void ownPropertiesTakePrecedenceAndLocksAreNamedAfterApplicationAndElection() {
		this.several.withPropertyValues("leader.elections.audit.lock-name=" + this.name + "-of-audit")
			.run((context) -> {
				LeaderElections elections = context.getBean(LeaderElections.class);
				assertThat(elections.get("invoices").identity()).isEqualTo("me");
				assertThat(elections.get("mails").identity()).isEqualTo("mailer");
				assertThat(elections.get("invoices").status().lock().name()).isEqualTo(this.name + "-invoices");
				assertThat(elections.get("audit").status().lock().name()).isEqualTo(this.name + "-of-audit");
				ConfiguredElections configured = context.getBean(ConfiguredElections.class);
				assertThat(configured.of("invoices").retryPeriod()).isEqualTo(Duration.ofSeconds(1));
				assertThat(configured.of("mails").retryPeriod()).isEqualTo(Duration.ofSeconds(2));
				assertThat(configured.of("mails").enabled()).isFalse();
			});
	}

	@Test
	void environmentVariablesOverrideToo() {
		this.runner.withPropertyValues("leader.elections.invoices.lease-duration=${lease:20s}")
			.withSystemProperties("leader.elections.invoices.renew-deadline=12s")
			.run((context) -> {
				ConfiguredElections configured = context.getBean(ConfiguredElections.class);
				assertThat(configured.of("invoices").leaseDuration()).isEqualTo(Duration.ofSeconds(20));
				assertThat(configured.of("invoices").renewDeadline()).isEqualTo(Duration.ofSeconds(12));
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "nightly-report", "nightlyReport", "nightly_report", "NightlyReport", "report2" })
	void anyNameHasItsOwnProperties(String name) {
		String lockName = this.name + "-lock";
		this.runner
			.withPropertyValues("leader.elections[" + name + "].lock-name=" + lockName,
					"leader.elections[" + name + "].retry-period=1s")
			.run((context) -> check(context.getBean(ConfiguredElections.class), name, lockName));
		PropertySource<?> yaml = new MapPropertySource("yaml", Map.of("leader.elections." + name + ".lock-name",
				lockName, "leader.elections." + name + ".retryPeriod", "1s"));
		this.runner.withInitializer((context) -> context.getEnvironment().getPropertySources().addFirst(yaml))
			.run((context) -> check(context.getBean(ConfiguredElections.class), name, lockName));
	}

	private static void check(ConfiguredElections configured, String name, String lockName) {
		assertThat(configured.names()).containsExactly(name);
		assertThat(configured.of(name).retryPeriod()).isEqualTo(Duration.ofSeconds(1));
		assertThat(configured.ownLockName(name)).isEqualTo(lockName);
	}

	@Test
	void anEnvironmentVariableRefersToTheSameElection() {
		PropertySource<?> environment = new SystemEnvironmentPropertySource(
				StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
				Map.of("LEADER_ELECTIONS_NIGHTLYREPORT_RETRYPERIOD", "1s"));
		this.runner.withPropertyValues("leader.elections.nightly-report.identity=me")
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, environment))
			.run((context) -> {
				ConfiguredElections configured = context.getBean(ConfiguredElections.class);
				assertThat(configured.names()).containsExactly("nightly-report");
				assertThat(configured.of("nightly-report").retryPeriod()).isEqualTo(Duration.ofSeconds(1));
				assertThat(configured.of("nightly-report").identity()).isEqualTo("me");
			});
	}

	@Test
	void aheadOfTimeProcessingWorks() {
		this.several.withPropertyValues("leader.elections.decided.test.role=leader").prepare((context) -> {
			InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
			GenericApplicationContext fresh = new AnnotationConfigApplicationContext();
			fresh.setEnvironment(context.getEnvironment());
			((AnnotationConfigApplicationContext) fresh).register(CORE.toArray(Class<?>[]::new));
			((AnnotationConfigApplicationContext) fresh).register(LeaderGuardAutoConfiguration.class);
			DefaultGenerationContext generation = new DefaultGenerationContext(
					new ClassNameGenerator(ClassName.get("io.leader", "Generated")), files);
			new ApplicationContextAotGenerator().processAheadOfTime(fresh, generation);
			generation.writeGeneratedContent();
			assertThat(files.getGeneratedFiles(GeneratedFiles.Kind.SOURCE)).isNotEmpty();
		});
	}

	static final class InjectedListener implements LeaderElectionListener {

		private final List<String> received = new CopyOnWriteArrayList<>();

		private final LeaderElection election;

		InjectedListener(@Qualifier("invoices") LeaderElection election) {
			this.election = election;
		}

		@Override
		public void onGranted(LeaderElection granted, long fencingToken) {
			this.received.add(granted.name() + (granted == this.election));
		}

	}

	@Test
	void anElectionCanBeInjectedIntoALazyListener() {
		this.several
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withBean(InjectedListener.class)
			.run((context) -> {
				ready(context);
				await(() -> context.getBean(InjectedListener.class).received.contains("invoicestrue"));
			});
	}

	@Test
	void aChildContextSharesTheElectionsOfItsParent() {
		this.runner.withUserConfiguration(Listeners.class).run((parent) -> {
			this.runner.withParent(parent).run((child) -> {
				assertThat(child.getBean(LeaderElection.class)).isSameAs(parent.getBean(LeaderElection.class));
				ready(parent);
				await(child.getBean(LeaderElection.class)::isLeader);
			});
			assertThat(parent.getBean(LeaderElection.class).isLeader())
				.as("still leads after the child context was closed")
				.isTrue();
			await(() -> parent.getBean(Listeners.class).received.size() == 1);
		});
	}

	@Test
	void theDocumentedExampleBinds() throws Exception {
		String guide = Files.readString(Path.of("..", "docs", "how-to", "several-elections.md"));
		int start = guide.indexOf("```yaml\nleader:\n  retry-period") + 8;
		String yaml = guide.substring(start, guide.indexOf("```", start));
		PropertySource<?> source = new YamlPropertySourceLoader()
			.load("guide", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
			.get(0);
		this.runner.withInitializer((context) -> context.getEnvironment().getPropertySources().addFirst(source))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				ConfiguredElections configured = context.getBean(ConfiguredElections.class);
				assertThat(configured.names()).containsExactlyInAnyOrder("invoices", "mails");
				assertThat(configured.of("invoices").retryPeriod()).isEqualTo(Duration.ofSeconds(1));
				assertThat(context.getBean(LeaderElection.class).name()).isEqualTo("invoices");
			});
	}

	@Test
	void aGuardWithoutANameNeedsAPrimaryElection() {
		this.several.withBean(Guarded.class)
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContainingAll("Guarded.settle", "leader.primary", "invoices, mails")
				.extracting("action")
				.isEqualTo("Set leader.primary to an election, or name one, as in @LeaderOnly(\"mails\")."));
		this.several.withBean(Guarded.class).withPropertyValues("leader.primary=mails").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(LeaderElection.class).name()).isEqualTo("mails");
		});
	}

	@Test
	void theOnlyElectionIsPrimary() {
		this.runner.withPropertyValues("leader.elections.invoices.retry-period=1s")
			.run((context) -> assertThat(context.getBean(LeaderElection.class).name()).isEqualTo("invoices"));
	}

	@Test
	void mistakesAreReported() {
		this.several.withPropertyValues("leader.primary=other")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("leader.primary is 'other'"));
		this.several.withPropertyValues("leader.elections.invoices.lease-duration=1s")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("leader.elections.invoices.lease-duration"));
		this.several
			.withPropertyValues("leader.elections.a.lock-name=" + this.name,
					"leader.elections.b.lock-name=" + this.name)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("'a' and 'b' have the same lock"));
		this.runner.withPropertyValues("leader.elections[Not_A_Name].retry-period=1s")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("election 'Not_A_Name'"));
		this.runner.withPropertyValues("leader.lock.delay-per-leadership=-1s")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("leader.lock.delay-per-leadership"));
	}

	@Test
	void electionsStartDespiteLazyInitialization() {
		this.several
			.withInitializer((context) -> context
				.addBeanFactoryPostProcessor(new org.springframework.boot.LazyInitializationBeanFactoryPostProcessor()))
			.withUserConfiguration(Listeners.class)
			.run((context) -> {
				ready(context);
				await(context.getBean(LeaderElections.class).get("invoices")::isLeader);
				await(() -> context.getBean(Listeners.class).received.contains("granted invoices true"));
			});
	}

	@Test
	void electionsOfDifferentLockTypesCoexist() {
		this.several
			.withBean("mine", ElectionLockFactory.class,
					() -> (election, lock) -> new LocalLock(Path.of("target", "own-lock"), lock.name()))
			.withPropertyValues("leader.elections.own.lock-type=mine", "leader.elections.own.platform=kubernetes")
			.run((context) -> {
				ready(context);
				LeaderElections elections = context.getBean(LeaderElections.class);
				await(() -> elections.get("own").isLeader() && elections.get("invoices").isLeader());
			});
	}

}
