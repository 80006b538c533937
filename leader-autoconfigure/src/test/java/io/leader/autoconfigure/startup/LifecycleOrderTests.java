package io.leader.autoconfigure.startup;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.integration.annotation.InboundChannelAdapter;
import org.springframework.integration.annotation.Poller;
import org.springframework.integration.annotation.Role;
import org.springframework.integration.annotation.ServiceActivator;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.leader.event.OnGrantedEvent;
import org.springframework.integration.leader.event.OnRevokedEvent;
import org.springframework.messaging.MessageChannel;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.leader.election.LeaderElection;
import io.leader.guard.LeaderOnly;
import io.leader.lock.local.LocalLock;
import io.leader.support.WebApplication;

import static io.leader.support.Await.await;
import static io.leader.support.Await.throughout;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the order in which an application with requests, jobs, and messages in progress
 * stops: all of them finish while it still leads, then leadership is revoked, and then
 * the lock is released.
 */
class LifecycleOrderTests {

	static class State {

		final List<String> happened = new CopyOnWriteArrayList<>();

		final CountDownLatch release = new CountDownLatch(1);

		final CountDownLatch underWay = new CountDownLatch(3);

		private final ObjectProvider<LeaderElection> election;

		State(ObjectProvider<LeaderElection> election) {
			this.election = election;
		}

		void work(String what) throws InterruptedException {
			this.underWay.countDown();
			this.release.await(20, TimeUnit.SECONDS);
			this.happened.add(what + " done, leading " + this.election.getObject().isLeader());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(State.class)
	@EnableAutoConfiguration
	@EnableScheduling
	@EnableIntegration
	@RestController
	static class Application {

		private final State state;

		private boolean jobStarted;

		Application(State state) {
			this.state = state;
		}

		@GetMapping("/work")
		@LeaderOnly
		public String request() throws InterruptedException {
			this.state.work("request");
			return "done";
		}

		@Scheduled(fixedDelay = 10)
		@LeaderOnly
		public void job() throws InterruptedException {
			if (!this.jobStarted) {
				this.jobStarted = true;
				this.state.work("job");
			}
		}

		@Bean
		MessageChannel messages() {
			return new DirectChannel();
		}

		@InboundChannelAdapter(channel = "messages", autoStartup = "false",
				poller = @Poller(fixedDelay = "10", maxMessagesPerPoll = "1"))
		@Role("ordered")
		public String poll() {
			return "message";
		}

		@ServiceActivator(inputChannel = "messages")
		public void consume(String message) throws InterruptedException {
			if (this.state.underWay.getCount() > 0) {
				this.state.work("message");
			}
		}

		@EventListener
		void on(OnGrantedEvent event) {
			this.state.happened.add("granted");
		}

		@EventListener
		void on(OnRevokedEvent event) {
			this.state.happened.add("revoked, released " + isReleased());
		}

		private boolean isReleased() {
			var record = lock.read(Duration.ofSeconds(1)).record();
			return record == null || record.isFree();
		}

	}

	private static final String name = "test-" + UUID.randomUUID();

	private static final LocalLock lock = new LocalLock(LocalLock.defaultFolder(), name);

	@Test
	void workInProgressFinishesThenLeadershipIsRevokedThenTheLockIsReleased() throws Exception {
		WebApplication application = new WebApplication(WebApplicationType.SERVLET, Application.class,
				"leader.lock-name=" + name, "leader.elections.ordered.lock-name=" + name, "leader.platform=local",
				"server.shutdown=graceful", "spring.lifecycle.timeout-per-shutdown-phase=30s",
				"spring.task.scheduling.pool.size=4");
		State state = application.context().getBean(State.class);
		LeaderElection election = application.context().getBean(LeaderElection.class);
		await(election::isLeader);
		String port = application.context().getEnvironment().getProperty("local.server.port");
		CompletableFuture<HttpResponse<String>> response = HttpClient.newHttpClient()
			.sendAsync(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/work")).build(),
					HttpResponse.BodyHandlers.ofString());
		assertThat(state.underWay.await(20, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Void> closed = CompletableFuture.runAsync(application::close);
		throughout(Duration.ofMillis(300), election::isLeader);
		state.release.countDown();
		closed.get(30, TimeUnit.SECONDS);
		assertThat(response.get().body()).isEqualTo("done");
		assertThat(state.happened).first().isEqualTo("granted");
		assertThat(state.happened.subList(1, state.happened.size() - 1))
			.contains("request done, leading true", "job done, leading true", "message done, leading true")
			.allMatch((line) -> line.endsWith("leading true"));
		assertThat(state.happened).last().isEqualTo("revoked, released false");
		assertThat(lock.read(Duration.ofSeconds(1)).record()).matches((record) -> record.isFree());
	}

}
