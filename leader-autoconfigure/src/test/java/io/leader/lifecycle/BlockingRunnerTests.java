package io.leader.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.leader.election.LeaderElection;
import io.leader.engine.ElectionEngine;
import io.leader.support.ImportElections;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests that the log reports a runner that does not return and so prevents the
 * application from becoming ready and this process from becoming a candidate.
 */
@ExtendWith(OutputCaptureExtension.class)
class BlockingRunnerTests {

	private static final String NOT_YET = "this process is not a candidate yet";

	private static CountDownLatch running = new CountDownLatch(1);

	private static CountDownLatch mayReturn = new CountDownLatch(1);

	@Configuration(proxyBeanMethods = false)
	@ImportElections
	static class Application {

		@Bean
		ApplicationRunner done() {
			return (arguments) -> {
			};
		}

		@Bean
		Loop loop() {
			return new Loop();
		}

	}

	static class Loop implements CommandLineRunner {

		@Override
		public void run(String... arguments) throws InterruptedException {
			running.countDown();
			mayReturn.await(120, TimeUnit.SECONDS);
		}

	}

	private final String[] properties = { "leader.lock-name=test-" + UUID.randomUUID(), "leader.platform=local",
			"spring.main.banner-mode=off" };

	private ConfigurableApplicationContext run() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties(this.properties)
			.run();
	}

	private static void awaitLeader(ConfigurableApplicationContext context) {
		LeaderElection election = context.getBean(LeaderElection.class);
		await(Duration.ofSeconds(60), election::isLeader);
	}

	@Test
	void aBlockingRunnerIsReportedOnce(CapturedOutput output) throws Exception {
		running = new CountDownLatch(1);
		mayReturn = new CountDownLatch(1);
		CompletableFuture<ConfigurableApplicationContext> started = CompletableFuture.supplyAsync(this::run);
		try {
			assertThat(running.await(60, TimeUnit.SECONDS)).as("the runner is running").isTrue();
			await(Duration.ofSeconds(60), () -> output.getOut().contains(NOT_YET));
			assertThat(output.getOut()).contains("its runner 'loop' has not returned").doesNotContain("'done'");
		}
		finally {
			mayReturn.countDown();
		}
		try (ConfigurableApplicationContext context = started.get(60, TimeUnit.SECONDS)) {
			awaitLeader(context);
		}
		assertThat(output.getOut()).containsOnlyOnce(NOT_YET);
	}

	private static void awaitWatch(boolean there) {
		await(Duration.ofSeconds(60),
				() -> Thread.getAllStackTraces()
					.keySet()
					.stream()
					.anyMatch((thread) -> thread.getName().equals(LateReadiness.THREAD)) == there);
	}

	@Test
	void watchingEndsWhenTheApplicationIsReadyOrStops() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			ElectionEngine engine = mock();
			given(engine.stop()).willReturn(CompletableFuture.completedFuture(null));
			LeaderElectionLifecycle lifecycle = new LeaderElectionLifecycle(engine, context, () -> Duration.ZERO, null,
					() -> {
					}, new LateReadiness(context, Duration.ofMinutes(5)));
			lifecycle.start();
			awaitWatch(true);
			lifecycle.stop();
			awaitWatch(false);
			lifecycle.start();
			awaitWatch(true);
			lifecycle.onApplicationEvent(
					new ApplicationReadyEvent(new SpringApplication(), new String[0], context, Duration.ZERO));
			awaitWatch(false);
		}
	}

	@Test
	void aLambdaIsAmongThePossibleRunners(CapturedOutput output) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.registerBean("import", CommandLineRunner.class, () -> (arguments) -> {
			});
			LateReadiness late = new LateReadiness(context, Duration.ofMillis(10));
			context.refresh();
			late.watch(() -> List.of("orders", "payments"));
			await(Duration.ofSeconds(60), () -> output.getOut().contains("Election 'orders', 'payments': " + NOT_YET));
			assertThat(output.getOut())
				.contains("one of its runners ('import'), or something else on the thread '%s', has not returned"
					.formatted(Thread.currentThread().getName()));
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Lambdas {

		@Bean
		CommandLineRunner cleanup() {
			return (arguments) -> {
			};
		}

		@Bean
		CommandLineRunner settle() {
			return (arguments) -> mayReturn.await(120, TimeUnit.SECONDS);
		}

		@Bean
		CommandLineRunner settleUp() {
			return (arguments) -> {
			};
		}

	}

	private static void run(CommandLineRunner runner) {
		try {
			runner.run();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The name of the bean is found even on newer JDKs, which omit the class of a lambda
	 * from the stack trace.
	 */
	@Test
	void aRunningLambdaIsReportedByItsBeanName(CapturedOutput output) throws Exception {
		mayReturn = new CountDownLatch(1);
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Lambdas.class)) {
			LateReadiness late = new LateReadiness(context, Duration.ofMillis(10));
			CompletableFuture<Void> started = CompletableFuture.runAsync(() -> {
				late.watch(() -> List.of("orders"));
				run(context.getBean("settle", CommandLineRunner.class));
			});
			await(Duration.ofSeconds(60), () -> output.getOut().contains(NOT_YET));
			assertThat(output.getOut()).contains("its runner 'settle' has not returned");
			mayReturn.countDown();
			started.get(60, TimeUnit.SECONDS);
		}
	}

	@Test
	void aContextWithoutSpringApplicationIsReportedToLackTheEvent(CapturedOutput output) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			LateReadiness late = new LateReadiness(context, Duration.ofMillis(10));
			context.refresh();
			late.watch(() -> List.of("orders"));
			await(Duration.ofSeconds(60),
					() -> output.getOut().contains("ApplicationReadyEvent has not been published"));
		}
	}

}
