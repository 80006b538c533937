package io.leader.benchmarks.participant;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;

/**
 * A participant with fabric8's elector. It claims to lead from the callback for the start
 * of leadership to the callback for its end.
 */
public final class Fabric8Participant {

	private Fabric8Participant() {
	}

	/**
	 * Starts the participant.
	 * @param args see {@link Arguments}
	 */
	public static void main(String[] args) {
		Arguments arguments = Arguments.of(args);
		AtomicBoolean leads = new AtomicBoolean();
		Protocol.report(leads::get);
		Protocol.obey(() -> {
		});
		KubernetesClient client = new KubernetesClientBuilder().build();
		CompletableFuture<?> election = client.leaderElector()
			.withConfig(new LeaderElectionConfigBuilder().withName(arguments.lock())
				.withLock(new LeaseLock(arguments.namespace(), arguments.lock(), arguments.identity()))
				.withLeaseDuration(arguments.leaseDuration())
				.withRenewDeadline(arguments.renewDeadline())
				.withRetryPeriod(arguments.retryPeriod())
				.withReleaseOnCancel(true)
				.withLeaderCallbacks(new LeaderCallbacks(() -> leads.set(true), () -> leads.set(false), Protocol::sees))
				.build())
			.build()
			.start();
		Runtime.getRuntime().addShutdownHook(new Thread(() -> election.cancel(true)));
		awaitEnd(election);
	}

	private static void awaitEnd(CompletableFuture<?> election) {
		// The elector's threads are daemon threads. Keep the process running.
		election.handle((result, failure) -> null).join();
		new CompletableFuture<>().join();
	}

}
