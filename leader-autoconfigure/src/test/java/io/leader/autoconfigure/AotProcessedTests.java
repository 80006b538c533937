package io.leader.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import org.junit.jupiter.api.Test;

import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.annotation.Order;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.integration.leader.event.OnGrantedEvent;
import org.springframework.javapoet.ClassName;

import io.leader.autoconfigure.guard.LeaderGuardAutoConfiguration;
import io.leader.autoconfigure.kubernetes.KubernetesConnectionDetails;
import io.leader.election.LeaderElection;
import io.leader.guard.LeaderOnly;
import io.leader.support.LongTest;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application that was processed ahead of time behaves like one that was
 * not.
 */
@LongTest
class AotProcessedTests {

	private final String lock = "aot-" + UUID.randomUUID();

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Work work() {
			return new Work();
		}

		/**
		 * Returns the configuration of an API server that does not exist, since no
		 * requests are sent to it.
		 */
		@Bean
		Config apiServer() {
			return new ConfigBuilder(Config.empty()).withMasterUrl("https://127.0.0.1:1").build();
		}

	}

	static class Work {

		private final List<String> done = new CopyOnWriteArrayList<>();

		@EventListener
		void granted(OnGrantedEvent event) {
			this.done.add("granted");
		}

		@LeaderOnly
		void settle() {
			this.done.add("settled");
		}

		List<String> done() {
			return this.done;
		}

	}

	@Test
	@CompileWithForkedClassLoader
	void leadsGuardsAndPublishesEvents() {
		processed("leader.platform=local", (context) -> {
			LeaderElection election = context.getBean(LeaderElection.class);
			assertThat(election.status().lock().type()).isEqualTo(LockTypes.LOCAL);
			Work work = context.getBean(Work.class);
			work.settle();
			assertThat(work.done()).isEmpty();
			context.publishEvent(
					new ApplicationReadyEvent(new SpringApplication(), new String[0], context, Duration.ZERO));
			await(() -> election.isLeader() && work.done().contains("granted"));
			work.settle();
			assertThat(work.done()).containsExactly("granted", "settled");
		});
	}

	@Test
	@CompileWithForkedClassLoader
	void theQualifierOfAFactoryIsItsLockType() {
		processed("leader.platform=kubernetes,leader.lock-type=configmaps",
				(context) -> assertThat(context.getBean(LeaderElection.class).status().lock().type())
					.isEqualTo("configmaps"));
	}

	@Test
	@CompileWithForkedClassLoader
	void connectionDetailsAreFound() {
		processed(WithConnectionDetails.class, "leader.lease-duration=15s",
				(context) -> assertThat(context.getBean(LeaderElection.class).status().lock().type())
					.isEqualTo("leases"));
	}

	@Configuration(proxyBeanMethods = false)
	static class WithConnectionDetails {

		@Bean
		KubernetesConnectionDetails details() {
			return () -> """
					clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
					contexts: [{name: c, context: {cluster: c}}]
					current-context: c
					""";
		}

	}

	@Test
	@CompileWithForkedClassLoader
	void customizersApply() {
		processed(Customized.class, "leader.platform=local,leader.elections.a.retry-period=1s", (context) -> {
			assertThat(context.getBean(LeaderElection.class).identity()).isEqualTo("a of orders");
			assertThat(context.getBean(ConfiguredElections.class).of("a").leaseDuration()).hasSeconds(20);
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Customized {

		@Bean
		@Order(2)
		ElectionSettingsCustomizer last() {
			return (election, settings) -> settings.identity(election + " of " + settings.identity());
		}

		@Bean
		@Order(1)
		ElectionSettingsCustomizer first() {
			return (election, settings) -> settings.identity("orders").leaseDuration(Duration.ofSeconds(20));
		}

	}

	private void processed(String properties, Consumer<GenericApplicationContext> test) {
		processed(Application.class, properties, test);
	}

	private void processed(Class<?> application, String properties, Consumer<GenericApplicationContext> test) {
		AnnotationConfigApplicationContext source = new AnnotationConfigApplicationContext();
		set(source, properties);
		source.register(application);
		source.register(LeaderContextTest.CORE.toArray(Class<?>[]::new));
		source.register(LeaderGuardAutoConfiguration.class);
		TestGenerationContext generation = new TestGenerationContext();
		ClassName initializer = new ApplicationContextAotGenerator().processAheadOfTime(source, generation);
		generation.writeGeneratedContent();
		TestCompiler.forSystem().with(generation).compile((compiled) -> {
			ApplicationContextInitializer<GenericApplicationContext> generated = initializer(
					compiled.getInstance(Object.class, initializer.toString()));
			try (GenericApplicationContext context = new GenericApplicationContext()) {
				set(context, properties);
				generated.initialize(context);
				context.refresh();
				test.accept(context);
			}
		});
	}

	@SuppressWarnings("unchecked")
	private static ApplicationContextInitializer<GenericApplicationContext> initializer(Object generated) {
		return (ApplicationContextInitializer<GenericApplicationContext>) generated;
	}

	private void set(GenericApplicationContext context, String properties) {
		TestPropertyValues.of("leader.lock-name=" + this.lock, "leader.namespace=default")
			.and(properties.split(","))
			.applyTo(context);
	}

}
