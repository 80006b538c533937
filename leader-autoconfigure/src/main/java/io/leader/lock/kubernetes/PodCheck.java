package io.leader.lock.kubernetes;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import tools.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.leader.kubernetes.KubernetesApi;
import io.leader.kubernetes.PodResponse;
import io.leader.lock.LockException;
import io.leader.lock.LockSnapshot;

/**
 * Determines whether the Pod of a lock's holder is gone. A Pod is gone if it no longer
 * exists or, for a lock for life, has terminated. Only a response from the API server
 * proves this. A Pod that merely does not respond does not count as gone.
 */
final class PodCheck {

	private static final Logger logger = LoggerFactory.getLogger(PodCheck.class);

	/**
	 * The owner of the lock at one version.
	 *
	 * @param version the version
	 * @param owner the holder's Pod, or {@code null} if it did not own the lock
	 */
	private record Owned(long version, @Nullable PodOwner owner) {
	}

	/** The latest version that any thread has observed, with its owner. */
	private final AtomicReference<Owned> latest = new AtomicReference<>(new Owned(Long.MIN_VALUE, null));

	private final KubernetesApi api;

	private final String namespace;

	private final boolean forLife;

	private volatile boolean denied;

	/**
	 * Creates a check.
	 * @param api the API to query
	 * @param namespace the Pods' namespace
	 * @param forLife whether the lock is held for life, in which case a terminated Pod
	 * counts as gone, since the lock has no lease that would expire, and the object of a
	 * terminated Pod can continue to exist
	 */
	PodCheck(KubernetesApi api, String namespace, boolean forLife) {
		this.api = api;
		this.namespace = namespace;
		this.forLife = forLife;
	}

	/**
	 * Records the owner of the lock at a version, unless a later version has been
	 * observed. Versions can arrive from several threads and out of order.
	 */
	void seen(long version, @Nullable PodOwner owner) {
		this.latest.accumulateAndGet(new Owned(version, owner),
				(one, other) -> (one.version() > other.version()) ? one : other);
	}

	/**
	 * Returns the owner of the lock at the latest observed version; for a deleted lock,
	 * this is the owner before the deletion.
	 */
	@Nullable PodOwner latest() {
		return Objects.requireNonNull(this.latest.get()).owner();
	}

	/**
	 * Returns the given snapshot, {@linkplain LockSnapshot#withHolderGone() marked} if
	 * the holder's Pod is gone.
	 * @param owner the Pod that owns the lock at the version of the snapshot, or owned it
	 * before the lock was deleted
	 * @param self this process's Pod if it should own the lock while this process leads;
	 * {@code null} if Pods do not own the lock, in which case nothing is checked
	 */
	LockSnapshot verified(LockSnapshot snapshot, @Nullable PodOwner owner, @Nullable PodOwner self, Duration timeout) {
		if (self == null || owner == null || owner.equals(self)) {
			return snapshot;
		}
		try {
			return isGone(owner, timeout) ? snapshot.withHolderGone() : snapshot;
		}
		catch (LockException ex) {
			// If it is unknown whether the Pod is gone, the lock counts as held.
			return snapshot;
		}
	}

	/**
	 * Returns whether a Pod is gone. If the response does not determine this, for example
	 * because the permission is missing, the Pod does not count as gone. If the lock is
	 * held for life, a Pod that has terminated also counts as gone. If that Pod was
	 * evicted, this method deletes it, as operator-sdk does.
	 * @throws LockException if no usable response is received
	 */
	boolean isGone(PodOwner owner, Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		PodResponse pod = PodResponse.of(this.api, this.namespace, owner.name(), timeout);
		if (pod.isAbsent()) {
			return true;
		}
		if (!pod.isPod()) {
			warnOnce(pod.response());
			return false;
		}
		if (!owner.uid().equals(pod.uid())) {
			return true;
		}
		if (!this.forLife || !pod.hasEnded()) {
			return false;
		}
		if (pod.isEvicted()) {
			delete(pod, KubernetesApi.left(deadline));
		}
		return true;
	}

	private void warnOnce(KubernetesApi.Response response) {
		if (response.code() == 403 && !this.denied) {
			this.denied = true;
			logger.warn("It is unknown whether the Pod of a lock's holder exists ({}). The Role lacks the rule "
					+ "{apiGroups: [\"\"], resources: [\"pods\"], verbs: [\"get\"]}.", response.message());
		}
	}

	private void delete(PodResponse pod, Duration timeout) {
		ObjectNode options = KubernetesApi.object();
		options.put("apiVersion", "v1").put("kind", "DeleteOptions");
		options.putObject("preconditions").put("uid", pod.uid()).put("resourceVersion", pod.version());
		try {
			KubernetesApi.Response response = this.api.delete(PodResponse.path(this.namespace, pod.name()), options,
					timeout);
			if (response.code() < 300) {
				logger.info("Pod '{}' was evicted while it held a lock for life, and was therefore deleted",
						pod.name());
			}
			else if (response.code() != 404 && response.code() != 409) {
				logger.warn(
						"Pod '{}' was evicted while it held a lock for life, but cannot be deleted ({}). Delete it, or "
								+ "grant the rule {}.",
						pod.name(), response.message(),
						"{apiGroups: [\"\"], resources: [\"pods\"], verbs: [\"delete\"]}");
			}
		}
		catch (LockException ex) {
			logger.debug("Pod '{}' was not deleted", pod.name(), ex);
		}
	}

}
