package io.leader.autoconfigure;

import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.integration.leader.event.AbstractLeaderEvent;
import org.springframework.integration.leader.event.OnGrantedEvent;
import org.springframework.integration.leader.event.OnRevokedEvent;

import io.leader.election.ElectionLockFactory;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.election.LeaderElections;
import io.leader.lifecycle.LeaderElectionLifecycle;
import io.leader.lock.kubernetes.KubernetesConnection;
import io.leader.lock.local.LocalLock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class LeaderAutoConfigurationTests {

	private final String name = "test-" + UUID.randomUUID();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class))
		.withPropertyValues("leader.lock-name=" + this.name, "leader.platform=local");

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofSeconds(10)).until(condition);
	}

	private static void ready(AssertableApplicationContext runners) {
		ConfigurableApplicationContext context = runners.getSourceApplicationContext();
		context.publishEvent(new ApplicationReadyEvent(new SpringApplication(), new String[0], context, Duration.ZERO));
	}

	@Test
	void anElectionCanBeInjectedAndLookedUp() {
		this.runner.run((context) -> {
			LeaderElection election = context.getBean(LeaderElection.class);
			assertThat(election.name()).isEqualTo(this.name);
			assertThat(context.getBean(LeaderElections.class).get(this.name)).isSameAs(election);
			assertThat(election.identity()).endsWith("-" + ProcessHandle.current().pid());
		});
	}

	@Test
	void candidacyOpensWhenTheApplicationIsReadyAndNotBefore() {
		this.runner.run((context) -> {
			LeaderElection election = context.getBean(LeaderElection.class);
			assertThat(context.getBean(LeaderElectionLifecycle.class).isRunning()).isTrue();
			assertThat(election.status().leader()).isNull();
			assertThat(election.isLeader()).isFalse();
			ready(context);
			await(election::isLeader);
		});
	}

	@Test
	void eventsAreSpringIntegrationsAndTellTheNewState() {
		this.runner.withUserConfiguration(Listeners.class).run((context) -> {
			List<String> told = context.getBean(Listeners.class).told;
			LeaderElection election = context.getBean(LeaderElection.class);
			ready(context);
			await(() -> told.contains("granted " + this.name + " true"));
			assertThat(context.getBean(Listeners.class).last.getContext().getRole()).isEqualTo(this.name);
			context.getBean(Listeners.class).last.getContext().yield();
			assertThat(election.isLeader()).isFalse();
			await(() -> told.contains("revoked " + this.name + " false"));
		});
	}

	@Test
	void aListenerThatThrowsDoesNotKeepTheEventFromOthers(CapturedOutput output) {
		this.runner.withUserConfiguration(Listeners.class, FailingListener.class).run((context) -> {
			ready(context);
			await(() -> context.getBean(Listeners.class).told.contains("granted " + this.name + " true"));
			assertThat(output).contains("A listener failed on");
		});
	}

	@Test
	void listenerBeansAreCalled() {
		List<String> told = new CopyOnWriteArrayList<>();
		LeaderElectionListener listener = new LeaderElectionListener() {

			@Override
			public void onGranted(LeaderElection election, long fencingToken) {
				told.add("granted");
			}

		};
		this.runner.withBean("mine", LeaderElectionListener.class, () -> listener).run((context) -> {
			ready(context);
			await(() -> told.equals(List.of("granted")));
		});
	}

	@Test
	void closingTheContextReleasesAndPausingAndRestartingStandsAgain() {
		this.runner.withUserConfiguration(Listeners.class).run((context) -> {
			List<String> told = context.getBean(Listeners.class).told;
			LeaderElection election = context.getBean(LeaderElection.class);
			ready(context);
			await(() -> told.size() == 1);
			context.getSourceApplicationContext().pause();
			assertThat(election.isLeader()).isFalse();
			assertThat(told).hasSize(2);
			assertThat(context.getBean(LeaderElectionLifecycle.class).isRunning()).isFalse();
			context.getSourceApplicationContext().restart();
			await(election::isLeader);
			await(() -> told.size() == 3);
			context.getSourceApplicationContext().stop();
			assertThat(told).hasSize(4);
			context.getSourceApplicationContext().start();
			await(election::isLeader);
		});
	}

	@Test
	void switchedOffItAlwaysLeadsAndSaysSo(CapturedOutput output) {
		this.runner.withUserConfiguration(Listeners.class)
			.withPropertyValues("leader.enabled=false", "leader.platform=kubernetes")
			.run((context) -> {
				LeaderElection election = context.getBean(LeaderElection.class);
				ready(context);
				assertThat(election.isLeader()).isTrue();
				assertThat(election.yield()).isFalse();
				assertThat(election.runIfLeader(() -> {
				})).isTrue();
				await(() -> context.getBean(Listeners.class).told.contains("granted " + this.name + " true"));
				assertThat(output).contains("leader.enabled=false");
			});
	}

	@Test
	void backsOffWithoutSpringIntegration() {
		this.runner.withClassLoader(new FilteredClassLoader(OnGrantedEvent.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LeaderElection.class));
	}

	@Test
	void worksWithoutTheKubernetesClientOnThisMachine() {
		this.runner.withClassLoader(new FilteredClassLoader("io.fabric8")).run((context) -> {
			ready(context);
			await(context.getBean(LeaderElection.class)::isLeader);
		});
	}

	@Test
	void sendsNothingWhileTheContextIsBuilt() throws Exception {
		try (ServerSocket server = new ServerSocket(0)) {
			server.setSoTimeout(300);
			Config config = new ConfigBuilder(Config.empty()).withMasterUrl("http://127.0.0.1:" + server.getLocalPort())
				.withNamespace("any")
				.build();
			this.runner.withPropertyValues("leader.platform=kubernetes")
				.withBean(Config.class, () -> config)
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThatExceptionOfType(SocketTimeoutException.class).as("no connection")
						.isThrownBy(server::accept);
					ready(context);
					server.accept().close();
				});
		}
	}

	@Test
	void aListenerMayHaveTheElectionInjected() {
		this.runner.withUserConfiguration(ListenerWithElection.class).run((context) -> {
			ready(context);
			await(() -> context.getBean(ListenerWithElection.class).granted);
		});
	}

	@Test
	void closingIsNotHeldUpByAListenerBeyondTheShutdownTimeout() {
		long[] closedAt = new long[1];
		this.runner.withUserConfiguration(BlockingListener.class)
			.withPropertyValues("leader.shutdown-timeout=300ms")
			.run((context) -> {
				ready(context);
				await(() -> context.getBean(BlockingListener.class).entered.getCount() == 0);
				closedAt[0] = System.nanoTime();
			});
		assertThat(Duration.ofNanos(System.nanoTime() - closedAt[0])).isLessThan(Duration.ofSeconds(8));
	}

	@Test
	void usesTheApplicationsOwnClientConfigurationAndSendsNothing() {
		Config config = new ConfigBuilder(Config.empty()).withMasterUrl("https://127.0.0.1:1")
			.withNamespace("from-config")
			.build();
		this.runner.withPropertyValues("leader.platform=kubernetes")
			.withBean(Config.class, () -> config)
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(KubernetesConnection.class);
				ready(context);
				LeaderElection election = context.getBean(LeaderElection.class);
				await(() -> election.status().problem() != null);
				assertThat(election.status().problem()).contains("https://127.0.0.1:1");
			});
		KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
		this.runner.withPropertyValues("leader.platform=kubernetes")
			.withBean(KubernetesClient.class, () -> client)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				ready(context);
				LeaderElection election = context.getBean(LeaderElection.class);
				await(() -> election.status().problem() != null);
				assertThat(election.status().problem()).contains("https://127.0.0.1:1");
			});
	}

	@Test
	void theLockNameDefaultsToTheApplicationsName() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class))
			.withPropertyValues("spring.application.name=orders", "leader.platform=local")
			.run((context) -> assertThat(context.getBean(LeaderElection.class).name()).isEqualTo("orders"));
	}

	@Test
	void takesNamesFromTheDownwardApi() {
		this.runner.withPropertyValues("POD_NAME=orders-7", "POD_UID=some-uid")
			.run((context) -> assertThat(context.getBean(LeaderElection.class).identity()).isEqualTo("orders-7"));
		this.runner.withPropertyValues("POD_NAME=orders-7", "leader.identity=mine")
			.run((context) -> assertThat(context.getBean(LeaderElection.class).identity()).isEqualTo("mine"));
	}

	@Test
	void anApplicationsOwnLockTypeIsChosenByName() {
		this.runner
			.withBean("mine", ElectionLockFactory.class,
					() -> (lock) -> new LocalLock(Path.of("target", "own-lock"), lock.name()))
			.withPropertyValues("leader.lock-type=mine", "leader.platform=kubernetes")
			.run((context) -> {
				ready(context);
				await(context.getBean(LeaderElection.class)::isLeader);
				assertThat(Path.of("target", "own-lock", this.name + ".record")).exists();
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class Listeners {

		private final List<String> told = new CopyOnWriteArrayList<>();

		private volatile AbstractLeaderEvent last;

		@EventListener
		@Order(2)
		void on(OnGrantedEvent event) {
			this.last = event;
			this.told.add("granted " + event.getRole() + " " + event.getContext().isLeader());
		}

		@EventListener
		@Order(2)
		void on(OnRevokedEvent event) {
			this.told.add("revoked " + event.getRole() + " " + event.getContext().isLeader());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BlockingListener {

		private final CountDownLatch entered = new CountDownLatch(1);

		@EventListener
		void on(OnGrantedEvent event) throws InterruptedException {
			this.entered.countDown();
			TimeUnit.SECONDS.sleep(60);
		}

	}

	static class ListenerWithElection implements LeaderElectionListener {

		private final LeaderElection mine;

		private volatile boolean granted;

		ListenerWithElection(LeaderElection mine) {
			this.mine = mine;
		}

		@Override
		public void onGranted(LeaderElection election, long fencingToken) {
			this.granted = this.mine == election;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FailingListener {

		@EventListener
		@Order(1)
		void on(OnGrantedEvent event) {
			throw new IllegalStateException("a listener of this test that fails on purpose: " + event);
		}

	}

}
