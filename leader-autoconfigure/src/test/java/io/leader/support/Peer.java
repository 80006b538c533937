package io.leader.support;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.kubernetes.client.extended.leaderelection.LeaderElector;
import io.kubernetes.client.extended.leaderelection.Lock;
import io.kubernetes.client.extended.leaderelection.resourcelock.ConfigMapLock;
import io.kubernetes.client.extended.leaderelection.resourcelock.EndpointsLock;
import io.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.Config;

/**
 * A candidate for the same lock, based on the elector of another library. A peer is a
 * candidate only once; create a new one for the next term.
 */
public abstract class Peer implements AutoCloseable {

	private static final Duration LEASE = Duration.ofSeconds(2);

	private static final Duration RENEW_DEADLINE = Duration.ofMillis(1500);

	private static final Duration RETRY_PERIOD = Duration.ofMillis(100);

	private final CompletableFuture<Void> granted = new CompletableFuture<>();

	private volatile boolean leading;

	public CompletableFuture<Void> granted() {
		return this.granted;
	}

	/**
	 * Returns whether this peer was notified that it leads but not yet that it has
	 * stopped leading.
	 */
	public boolean leading() {
		return this.leading;
	}

	void started(Runnable onStart) {
		onStart.run();
		this.leading = true;
		this.granted.complete(null);
	}

	void stopped() {
		this.leading = false;
	}

	/**
	 * Stops gracefully and releases the lock.
	 */
	@Override
	public abstract void close();

	/**
	 * Creates and starts a peer that uses fabric8's elector.
	 */
	public static Peer fabric8(String name, String identity, Runnable onStart) {
		KubernetesClient client = TestCluster.get().client();
		CountDownLatch over = new CountDownLatch(1);
		return new Peer() {

			private final CompletableFuture<?> run = client.leaderElector()
				.withConfig(new LeaderElectionConfigBuilder().withName(name)
					.withLock(new io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock(
							TestCluster.get().namespace(), name, identity))
					.withLeaseDuration(LEASE)
					.withRenewDeadline(RENEW_DEADLINE)
					.withRetryPeriod(RETRY_PERIOD)
					.withReleaseOnCancel(true)
					.withLeaderCallbacks(new LeaderCallbacks(() -> started(onStart), () -> {
						stopped();
						over.countDown();
					}, (leader) -> {
					}))
					.build())
				.build()
				.start();

			@Override
			public void close() {
				this.run.cancel(true);
				if (leading()) {
					await(over);
				}
				client.close();
			}

		};
	}

	/**
	 * Creates and starts a peer that uses the elector of the official Java client.
	 * @param type leases, configmaps, or endpoints
	 */
	public static Peer official(String type, String name, String identity, Runnable onStart) {
		ApiClient client = officialClient();
		String namespace = TestCluster.get().namespace();
		Lock lock = switch (type) {
			case "leases" -> new LeaseLock(namespace, name, identity, client);
			case "configmaps" -> new ConfigMapLock(namespace, name, identity, client);
			default -> new EndpointsLock(namespace, name, identity, client);
		};
		return new Peer() {

			private final LeaderElector elector = new LeaderElector(
					new LeaderElectionConfig(lock, LEASE, RENEW_DEADLINE, RETRY_PERIOD));

			private final Thread thread = new Thread(() -> this.elector.run(() -> started(onStart), this::stopped),
					"peer-" + identity);

			{
				this.thread.setDaemon(true);
				this.thread.start();
			}

			@Override
			public void close() {
				this.elector.close();
				stopped();
			}

		};
	}

	private static ApiClient officialClient() {
		try {
			String kubeconfig = Files.readString(Path.of(System.getenv("LEADER_TEST_KUBECONFIG")));
			return Config.fromConfig(new StringReader(kubeconfig));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
