package io.leader.peer;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.kubernetes.commons.leader.election.LeaderElectionCallbacks;
import org.springframework.cloud.kubernetes.commons.leader.election.LeaderElectionProperties;
import org.springframework.cloud.kubernetes.commons.leader.election.events.NewLeaderEvent;
import org.springframework.cloud.kubernetes.commons.leader.election.events.StartLeadingEvent;
import org.springframework.cloud.kubernetes.commons.leader.election.events.StopLeadingEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

/**
 * Prints the events of Spring Cloud Kubernetes to the standard output. Changes of this
 * process's own role are printed with the time of the machine's monotonic clock, which
 * all processes share. Stops gracefully when the standard input ends. The elector is
 * configured like the elector of Spring Cloud Kubernetes, is started with the context,
 * and is canceled when the context closes, before its client is closed. Unlike the
 * elector of Spring Cloud Kubernetes, it does not wait until the Pod is ready.
 */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(LeaderElectionProperties.class)
public class SpringCloudElection extends LeaderElectionCallbacks {

	@EventListener
	void on(StartLeadingEvent event) {
		System.out.println("granted " + System.nanoTime());
	}

	@EventListener
	void on(StopLeadingEvent event) {
		System.out.println("revoked " + System.nanoTime());
	}

	@EventListener
	void on(NewLeaderEvent event) {
		System.out.println("sees " + event.candidateIdentity());
	}

	@Bean
	Elector elector(KubernetesClient client, LeaderElectionProperties properties, String candidateIdentity,
			Runnable onStartLeadingCallback, Runnable onStopLeadingCallback, Consumer<String> onNewLeaderCallback) {
		return new Elector(client.leaderElector()
			.withConfig(new LeaderElectionConfigBuilder().withReleaseOnCancel()
				.withName("Spring k8s leader election")
				.withLeaseDuration(properties.leaseDuration())
				.withLock(new LeaseLock(properties.lockNamespace(), properties.lockName(), candidateIdentity))
				.withRenewDeadline(properties.renewDeadline())
				.withRetryPeriod(properties.retryPeriod())
				.withLeaderCallbacks(
						new LeaderCallbacks(onStartLeadingCallback, onStopLeadingCallback, onNewLeaderCallback))
				.build())
			.build());
	}

	public static void main(String[] args) throws Exception {
		try (ConfigurableApplicationContext context = SpringApplication.run(SpringCloudElection.class, args)) {
			System.out.println("ready " + System.nanoTime());
			System.in.transferTo(java.io.OutputStream.nullOutputStream());
		}
		System.out.println("stopped " + System.nanoTime());
		System.exit(0);
	}

	/**
	 * Runs the elector as a lifecycle bean. It starts after the listeners have been
	 * registered with the context, since they would otherwise miss the first events, and
	 * stops before the client, which is a singleton, is closed.
	 */
	static final class Elector implements SmartLifecycle {

		private final LeaderElector elector;

		private volatile CompletableFuture<?> term;

		Elector(LeaderElector elector) {
			this.elector = elector;
		}

		@Override
		public void start() {
			CompletableFuture<?> term = this.elector.start();
			term.whenComplete((nothing, ex) -> System.out.println("over " + ex));
			this.term = term;
		}

		@Override
		public void stop() {
			CompletableFuture<?> term = this.term;
			this.term = null;
			term.cancel(true);
		}

		@Override
		public boolean isRunning() {
			return this.term != null;
		}

	}

}
