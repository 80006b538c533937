package io.leader.autoconfigure;

import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.integration.leader.event.OnGrantedEvent;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElections;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.lifecycle.LeaderElectionLifecycle;
import io.leader.lock.ElectionLockFactory;
import io.leader.lock.local.LocalLock;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class LeaderAutoConfigurationTests extends LeaderContextTest {

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
	void candidacyBeginsOnlyWhenTheApplicationIsReady() {
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
	void closingReleasesTheLockAndARestartedContextIsACandidateAgain() {
		this.runner.withUserConfiguration(Listeners.class).run((context) -> {
			List<String> received = context.getBean(Listeners.class).received;
			LeaderElection election = context.getBean(LeaderElection.class);
			ready(context);
			await(() -> received.size() == 1);
			context.getSourceApplicationContext().pause();
			assertThat(election.isLeader()).isFalse();
			assertThat(received).hasSize(2);
			assertThat(context.getBean(LeaderElectionLifecycle.class).isRunning()).isFalse();
			context.getSourceApplicationContext().restart();
			await(election::isLeader);
			await(() -> received.size() == 3);
			context.getSourceApplicationContext().stop();
			assertThat(received).hasSize(4);
			context.getSourceApplicationContext().start();
			await(election::isLeader);
		});
	}

	@Test
	void aDisabledElectionAlwaysLeadsAndLogsIt(CapturedOutput output) {
		this.runner.withUserConfiguration(Listeners.class)
			.withPropertyValues("leader.enabled=false", "leader.platform=kubernetes")
			.run((context) -> {
				LeaderElection election = context.getBean(LeaderElection.class);
				ready(context);
				assertThat(election.isLeader()).isTrue();
				assertThat(election.yieldLeadership()).isFalse();
				assertThat(election.runIfLeader(() -> {
				})).isTrue();
				await(() -> context.getBean(Listeners.class).received.contains("granted " + this.name + " true"));
				assertThat(output).contains("leader.enabled=false");
			});
	}

	@Test
	void backsOffWithoutSpringIntegration() {
		this.runner.withClassLoader(new FilteredClassLoader(OnGrantedEvent.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LeaderElection.class));
	}

	@Test
	void worksLocallyWithoutTheKubernetesClient() {
		this.runner.withClassLoader(new FilteredClassLoader("io.fabric8")).run((context) -> {
			ready(context);
			await(context.getBean(LeaderElection.class)::isLeader);
		});
	}

	@Test
	void sendsNothingWhileTheContextIsCreated() throws Exception {
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
		new ApplicationContextRunner().withConfiguration(with())
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
					() -> (election, lock) -> new LocalLock(Path.of("target", "own-lock"), lock.name()))
			.withPropertyValues("leader.lock-type=mine", "leader.platform=kubernetes")
			.run((context) -> {
				ready(context);
				await(context.getBean(LeaderElection.class)::isLeader);
				assertThat(Path.of("target", "own-lock", this.name + ".record")).exists();
			});
	}

}
