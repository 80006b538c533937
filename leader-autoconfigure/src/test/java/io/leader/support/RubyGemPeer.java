package io.leader.support;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/**
 * Simulates the Ruby gem kubernetes_leader_election. It leads if the Lease already names
 * it, if it can create the Lease, which its Pod then owns, or if it can replace a Lease
 * that is stale according to the local wall clock. It then patches {@code renewTime}
 * without checking the holder first, and detects the loss of the Lease only from the
 * holder in the response.
 */
public final class RubyGemPeer extends PeerThread {

	/**
	 * The pause between two attempts to lead, and before each renewal. The gem's default
	 * is 30 s.
	 */
	private static final Duration INTERVAL = Duration.ofSeconds(1);

	/** The lease duration that this peer writes. */
	public static final Duration LEASE = INTERVAL.multipliedBy(2);

	private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.000000'Z'");

	private final Lock awake = new ReentrantLock();

	private RubyGemPeer(String lockName, Pod pod) {
		super(lockName, pod);
	}

	/**
	 * Starts the peer in a Pod.
	 */
	public static RubyGemPeer start(String lockName, Pod pod) {
		RubyGemPeer peer = new RubyGemPeer(lockName, pod);
		peer.start();
		return peer;
	}

	/**
	 * Suspends the simulated process at the end of its current or next pause between
	 * attempts or renewals, until the thread that called this method calls
	 * {@link #resume()}.
	 */
	public void pause() {
		this.awake.lock();
	}

	public void resume() {
		this.awake.unlock();
	}

	@Override
	void run() throws InterruptedException {
		while (!becomesLeader()) {
			sleep();
		}
		granted();
		String holder = toString();
		while (holder.equals(toString())) {
			sleep();
			holder = lock()
				.patch(PatchContext.of(PatchType.STRATEGIC_MERGE),
						"{\"spec\":{\"renewTime\":\"" + FORMAT.format(now()) + "\"}}")
				.getSpec()
				.getHolderIdentity();
		}
		// At this point, the gem raises an error and exits.
	}

	private void sleep() throws InterruptedException {
		TimeUnit.MILLISECONDS.sleep(INTERVAL.toMillis());
		this.awake.lockInterruptibly();
		this.awake.unlock();
	}

	private boolean becomesLeader() {
		Lease lease = lock().get();
		if (lease != null && toString().equals(lease.getSpec().getHolderIdentity())) {
			return true;
		}
		if (lease != null && lease.getSpec()
			.getRenewTime()
			.plusSeconds(lease.getSpec().getLeaseDurationSeconds())
			.isAfter(ZonedDateTime.now(ZoneOffset.UTC))) {
			return false;
		}
		try {
			if (lease == null) {
				this.client.resource(own(null, 0)).create();
			}
			else {
				Integer transitions = lease.getSpec().getLeaseTransitions();
				this.client
					.resource(
							own(lease.getMetadata().getResourceVersion(), (transitions != null) ? transitions + 1 : 1))
					.update();
			}
			return true;
		}
		catch (KubernetesClientException ex) {
			if (ex.getCode() != HttpURLConnection.HTTP_CONFLICT) {
				throw ex;
			}
			return false;
		}
	}

	private Lease own(String version, int transitions) {
		return new LeaseBuilder().withNewMetadata()
			.withName(this.name)
			.withNamespace(this.namespace)
			.withResourceVersion(version)
			.withOwnerReferences(owner())
			.endMetadata()
			.withNewSpec()
			.withAcquireTime(now())
			.withHolderIdentity(toString())
			.withLeaseDurationSeconds((int) LEASE.toSeconds())
			.withLeaseTransitions(transitions)
			.withRenewTime(now())
			.endSpec()
			.build();
	}

	/**
	 * Returns the current time, truncated to whole seconds.
	 */
	private static ZonedDateTime now() {
		return ZonedDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
	}

	private Resource<Lease> lock() {
		return this.client.leases().inNamespace(this.namespace).withName(this.name);
	}

}
