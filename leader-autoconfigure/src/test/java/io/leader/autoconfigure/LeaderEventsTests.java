package io.leader.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.integration.leader.event.OnGrantedEvent;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class LeaderEventsTests extends LeaderContextTest {

	@Test
	void eventsAreThoseOfSpringIntegrationAndCarryTheNewState() {
		this.runner.withUserConfiguration(Listeners.class).run((context) -> {
			List<String> received = context.getBean(Listeners.class).received;
			LeaderElection election = context.getBean(LeaderElection.class);
			ready(context);
			await(() -> received.contains("granted " + this.name + " true"));
			assertThat(context.getBean(Listeners.class).last.getContext().getRole()).isEqualTo(this.name);
			context.getBean(Listeners.class).last.getContext().yield();
			assertThat(election.isLeader()).isFalse();
			await(() -> received.contains("revoked " + this.name + " false"));
		});
	}

	@Test
	void listenersInAChildContextAreNotified() {
		this.runner.run((context) -> {
			try (AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext()) {
				child.setParent(context.getSourceApplicationContext());
				child.register(Listeners.class);
				child.refresh();
				List<String> received = child.getBean(Listeners.class).received;
				ready(context);
				await(() -> received.equals(List.of("granted " + this.name + " true")));
				context.getBean(LeaderElection.class).yieldLeadership();
				await(() -> received.contains("revoked " + this.name + " false"));
			}
		});
	}

	@Test
	void listenersInAChildContextCreatedLaterAreNotifiedOfLaterChanges() {
		this.runner.withUserConfiguration(Listeners.class).run((context) -> {
			LeaderElection election = context.getBean(LeaderElection.class);
			ready(context);
			await(() -> !context.getBean(Listeners.class).received.isEmpty());
			try (AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext()) {
				child.setParent(context.getSourceApplicationContext());
				child.register(Listeners.class);
				child.refresh();
				assertThat(child.getBean(LeaderElection.class).isLeader()).as("the current state is available")
					.isTrue();
				election.yieldLeadership();
				await(() -> !child.getBean(Listeners.class).received.isEmpty());
				assertThat(child.getBean(Listeners.class).received.get(0)).isEqualTo("revoked " + this.name + " false");
			}
		});
	}

	@Test
	void aListenerThatThrowsDoesNotKeepOthersFromReceivingTheEvent(CapturedOutput output) {
		this.runner.withUserConfiguration(Listeners.class, FailingListener.class).run((context) -> {
			ready(context);
			await(() -> context.getBean(Listeners.class).received.contains("granted " + this.name + " true"));
			assertThat(output).contains("A listener failed to handle");
		});
	}

	@Test
	void listenerBeansAreCalled() {
		List<String> received = new CopyOnWriteArrayList<>();
		LeaderElectionListener listener = new LeaderElectionListener() {

			@Override
			public void onGranted(LeaderElection election, long fencingToken) {
				received.add("granted");
			}

		};
		this.runner.withBean("mine", LeaderElectionListener.class, () -> listener).run((context) -> {
			ready(context);
			await(() -> received.equals(List.of("granted")));
		});
	}

	@Test
	void theElectionCanBeInjectedIntoAListener() {
		this.runner.withUserConfiguration(ListenerWithElection.class).run((context) -> {
			ready(context);
			await(() -> context.getBean(ListenerWithElection.class).granted);
		});
	}

	@Test
	void aListenerDoesNotDelayClosingBeyondTheShutdownTimeout() {
		long[] closedAt = new long[1];
		this.runner.withUserConfiguration(BlockingListener.class)
			.withPropertyValues("leader.shutdown.timeout=300ms")
			.run((context) -> {
				ready(context);
				await(() -> context.getBean(BlockingListener.class).entered.getCount() == 0);
				closedAt[0] = System.nanoTime();
			});
		assertThat(Duration.ofNanos(System.nanoTime() - closedAt[0])).isLessThan(Duration.ofSeconds(8));
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
