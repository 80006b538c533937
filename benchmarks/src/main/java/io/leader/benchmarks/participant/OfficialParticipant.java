package io.leader.benchmarks.participant;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.kubernetes.client.extended.leaderelection.LeaderElector;
import io.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.kubernetes.client.util.Config;

/**
 * A participant with the elector of the official Java client. It claims to lead from the
 * callback for the start of leadership to the callback for its end.
 */
public final class OfficialParticipant {

	private OfficialParticipant() {
	}

	/**
	 * Starts the participant.
	 * @param args see {@link Arguments}
	 * @throws IOException if the kubeconfig cannot be read
	 */
	public static void main(String[] args) throws IOException {
		Arguments arguments = Arguments.of(args);
		AtomicBoolean leads = new AtomicBoolean();
		Protocol.report(leads::get);
		Protocol.obey(() -> {
		});
		LeaderElector elector = new LeaderElector(new LeaderElectionConfig(
				new LeaseLock(arguments.namespace(), arguments.lock(), arguments.identity(), Config.defaultClient()),
				arguments.leaseDuration(), arguments.renewDeadline(), arguments.retryPeriod()));
		Runtime.getRuntime().addShutdownHook(new Thread(elector::close));
		elector.run(() -> leads.set(true), () -> leads.set(false), Protocol::sees);
		// The elector does not campaign again after its term. Keep the process running.
		new CompletableFuture<>().join();
	}

}
