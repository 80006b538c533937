package io.leader.autoconfigure.startup;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.integration.leader.event.OnRevokedEvent;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import io.leader.election.LeaderElection;
import io.leader.lifecycle.AbandonedStartupException;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests {@code leader.startup.wait-for-leadership=true}: before it leads, an application
 * starts no web server, scheduled job, message listener, or runner. The only exception is
 * the management server, if {@code leader.startup.management-while-waiting} is
 * {@code true}.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartupTests {

	/**
	 * The time limit for a web application to create its context. On a busy machine, this
	 * can take longer than {@code await} allows by default.
	 */
	private static final Duration START_LIMIT = Duration.ofSeconds(60);

	/** The events of all applications in this test. */
	private static final List<String> happened = new CopyOnWriteArrayList<>();

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableScheduling
	static class Application {

		private final String who;

		Application(@Value("${leader.identity:first}") String who) {
			this.who = who;
		}

		private void add(String what) {
			happened.add(this.who + ": " + what);
		}

		@Bean
		ApplicationRunner runner() {
			return (arguments) -> add("runner");
		}

		@Bean
		Lifecycle messageListener() {
			return new SmartLifecycle() {

				private volatile boolean running;

				@Override
				public void start() {
					add("listener started");
					this.running = true;
				}

				@Override
				public void stop() {
					add("listener stopped");
					this.running = false;
				}

				@Override
				public boolean isRunning() {
					return this.running;
				}

				@Override
				public int getPhase() {
					return Integer.MIN_VALUE + 1;
				}

			};
		}

		@Scheduled(fixedDelay = 10)
		void job() {
			if (!happened.contains(this.who + ": job")) {
				add("job");
			}
		}

		@EventListener
		void on(OnRevokedEvent event) {
			add("revoked");
		}

	}

	private final String name = "test-" + UUID.randomUUID();

	private final HttpClient client = HttpClient.newHttpClient();

	private final List<ConfigurableApplicationContext> contexts = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		this.contexts.forEach(ConfigurableApplicationContext::close);
		happened.clear();
	}

	private ConfigurableApplicationContext run(WebApplicationType type, String... properties) {
		List<String> all = new ArrayList<>(List.of("spring.main.banner-mode=off", "leader.lock-name=" + this.name,
				"leader.platform=local", "leader.shutdown.on-revocation=false"));
		all.addAll(List.of(properties));
		return new SpringApplicationBuilder(Application.class).web(type)
			.initializers(this.contexts::add)
			.properties(all.toArray(String[]::new))
			.run();
	}

	private CompletableFuture<ConfigurableApplicationContext> waiting(String... properties) {
		List<String> all = new ArrayList<>(
				List.of("leader.startup.wait-for-leadership=true", "leader.identity=second"));
		all.addAll(List.of(properties));
		CompletableFuture<ConfigurableApplicationContext> started = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				started.complete(run(WebApplicationType.SERVLET, all.toArray(String[]::new)));
			}
			catch (Throwable ex) {
				started.completeExceptionally(ex);
			}
		}, "main-of-" + this.name);
		thread.setDaemon(true);
		thread.start();
		return started;
	}

	private ConfigurableApplicationContext leading() {
		ConfigurableApplicationContext first = run(WebApplicationType.NONE);
		await(first.getBean(LeaderElection.class)::isLeader);
		happened.clear();
		return first;
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private int status(int port, String path) throws IOException, InterruptedException {
		return this.client
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
					HttpResponse.BodyHandlers.discarding())
			.statusCode();
	}

	@Test
	void nothingRunsBeforeItLeadsAndEverythingAfterwards(CapturedOutput output) throws Exception {
		ConfigurableApplicationContext first = leading();
		int port = freePort();
		CompletableFuture<ConfigurableApplicationContext> second = waiting("server.port=" + port);
		String leader = first.getBean(LeaderElection.class).identity();
		await(START_LIMIT, () -> output.getOut().contains("found existing lock, leader=" + leader));
		assertThat(second).isNotDone();
		assertThat(happened).noneMatch((what) -> what.startsWith("second"));
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> status(port, "/"));
		first.close();
		ConfigurableApplicationContext started = second.get(20, TimeUnit.SECONDS);
		assertThat(started.getBean(LeaderElection.class).isLeader()).isTrue();
		assertThat(status(port, "/")).isEqualTo(404);
		await(() -> happened.containsAll(List.of("second: listener started", "second: job", "second: runner")));
		assertThat(output).contains("the application startup continues");
	}

	@Test
	void beansThatStartedAfterTheElectionStopBeforeItIsRevoked() {
		ConfigurableApplicationContext only = run(WebApplicationType.NONE, "leader.startup.wait-for-leadership=true");
		happened.clear();
		only.close();
		assertThat(happened).endsWith("first: listener stopped", "first: revoked");
	}

	@Test
	void theManagementPortCanBeOpenWhileWaiting(CapturedOutput output) throws Exception {
		ConfigurableApplicationContext first = leading();
		int port = freePort();
		int management = freePort();
		CompletableFuture<ConfigurableApplicationContext> second = waiting("server.port=" + port,
				"management.server.port=" + management, "leader.startup.management-while-waiting=true",
				"management.endpoint.health.probes.enabled=true",
				"management.endpoints.web.exposure.include=health,leader");
		await(START_LIMIT, () -> output.getOut().contains("found existing lock"));
		assertThat(status(management, "/actuator/health/liveness")).isEqualTo(200);
		assertThat(status(management, "/actuator/health/readiness")).isEqualTo(503);
		assertThat(status(management, "/actuator/leader")).isEqualTo(200);
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> status(port, "/"));
		assertThat(happened).noneMatch((what) -> what.startsWith("second"));
		first.close();
		second.get(20, TimeUnit.SECONDS);
		assertThat(status(management, "/actuator/health/readiness")).isEqualTo(200);
		assertThat(status(port, "/")).isEqualTo(404);
	}

	@Test
	void anApplicationThatIsClosedWhileWaitingStopsImmediately(CapturedOutput output) {
		ConfigurableApplicationContext first = leading();
		CompletableFuture<ConfigurableApplicationContext> second = waiting("server.port=0");
		await(START_LIMIT, () -> output.getOut().contains("found existing lock"));
		ConfigurableApplicationContext context = this.contexts.get(1);
		context.close();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> second.get(10, TimeUnit.SECONDS))
			.withRootCauseInstanceOf(AbandonedStartupException.class);
		assertThat(context.isActive()).isFalse();
		assertThat(output).contains("The application was stopped while it was waiting to lead '" + this.name + "'.")
			.doesNotContain("Application run failed")
			.doesNotContain("APPLICATION FAILED TO START");
		assertThat(first.getBean(LeaderElection.class).isLeader()).isTrue();
	}

	@Test
	void doesNotWaitOutsideAClusterUnlessThePlatformIsConfigured(CapturedOutput output) {
		run(WebApplicationType.NONE);
		for (int i = 0; i < 2; i++) {
			ConfigurableApplicationContext context = run(WebApplicationType.NONE, "leader.platform=auto",
					"leader.startup.wait-for-leadership=true");
			assertThat(context.getBean(LeaderElection.class).isLeader()).isTrue();
		}
		assertThat(output).contains("ignores leader.startup.wait-for-leadership=true outside a cluster");
	}

	@Test
	void aTestThatControlsTheElectionDoesNotWait() {
		ConfigurableApplicationContext context = run(WebApplicationType.NONE, "leader.startup.wait-for-leadership=true",
				"leader.test.role=follower");
		assertThat(context.getBean(LeaderElection.class).isLeader()).isFalse();
	}

	@Test
	void aRestartedContextWaitsAgain() {
		ConfigurableApplicationContext context = run(WebApplicationType.NONE,
				"leader.startup.wait-for-leadership=true");
		LeaderElection election = context.getBean(LeaderElection.class);
		context.stop();
		assertThat(election.isLeader()).isFalse();
		context.start();
		assertThat(election.isLeader()).isTrue();
	}

	@Test
	void waitsForTheConfiguredElectionAndStartsOthersWhenReady() {
		ConfigurableApplicationContext context = run(WebApplicationType.NONE,
				"leader.elections.a.startup.wait-for-leadership=true",
				"leader.elections.b.lock.delay-per-leadership=1ms");
		assertThat(context.getBean("aLeaderElection", LeaderElection.class).isLeader()).isTrue();
		await(context.getBean("bLeaderElection", LeaderElection.class)::isLeader);
	}

}
