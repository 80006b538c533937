package io.leader.lock.kubernetes;

import java.time.Duration;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.leader.kubernetes.KubernetesApi;
import io.leader.kubernetes.KubernetesApi.Response;
import io.leader.kubernetes.PodResponse;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;

/**
 * Determines whether Pods are Ready, which is the criterion that
 * spring-cloud-kubernetes-fabric8-leader uses. Thread-safe.
 */
final class PodReadiness {

	private final KubernetesApi api;

	private final String namespace;

	private final long lease;

	private final LongSupplier nanoTime;

	private @Nullable String waitedFor;

	private long waitedSince;

	private long lastCheck;

	PodReadiness(KubernetesApi api, String namespace, Duration lease, LongSupplier nanoTime) {
		this.api = api;
		this.namespace = namespace;
		this.lease = lease.toNanos();
		this.nanoTime = nanoTime;
	}

	/**
	 * Returns whether a holder's Pod is gone, that is, does not exist or has been found
	 * not Ready by all checks for at least one lease duration. After a check that fails
	 * or finds the Pod Ready, the wait starts over.
	 * @throws LockException if the state of the Pod is unknown
	 */
	boolean isGone(String name, Duration timeout) {
		boolean unready = false;
		try {
			PodResponse pod = PodResponse.of(this.api, this.namespace, name, timeout);
			if (pod.isAbsent()) {
				return true;
			}
			if (!pod.isPod()) {
				throw refused(pod);
			}
			unready = !pod.isReady();
			return unready && isOutlived(pod.name() + "/" + pod.uid());
		}
		finally {
			if (!unready) {
				interrupt();
			}
		}
	}

	/**
	 * Ends the wait for a holder, so that the next check starts a new wait. Called when
	 * the holder has changed or is unknown, or when no wait is needed.
	 */
	synchronized void interrupt() {
		this.waitedFor = null;
	}

	/**
	 * Returns whether the wait for a holder is over, that is, whether at least a lease
	 * duration has passed since the first of the consecutive calls for this holder. The
	 * lock is checked at least once per lease duration while a candidate waits, so if
	 * there was no call for more than two lease durations, no candidate was waiting, and
	 * the wait starts over.
	 * @param previous identifies the holder that is waited for
	 */
	synchronized boolean isOutlived(String previous) {
		long now = this.nanoTime.getAsLong();
		if (!previous.equals(this.waitedFor) || now - this.lastCheck > 2 * this.lease) {
			this.waitedFor = previous;
			this.waitedSince = now;
		}
		this.lastCheck = now;
		return now - this.waitedSince >= this.lease;
	}

	/**
	 * Verifies that this process's Pod is Ready.
	 * @throws LockException of kind {@code DENIED} if the Pod is not Ready or does not
	 * exist, or if reading it is not permitted; of kind {@code FAILED} if its state is
	 * unknown for another reason
	 */
	void requireReady(String name, KubernetesLock lock, Duration timeout) {
		PodResponse pod = PodResponse.of(this.api, this.namespace, name, timeout);
		if (pod.response().code() == 404) {
			throw new LockException(Kind.DENIED,
					"There is no Pod '%s' in namespace '%s', so other candidates would not accept it as the holder of %s. Set POD_NAME and POD_NAMESPACE through the downward API."
						.formatted(name, this.namespace, lock),
					null);
		}
		if (!pod.isPod()) {
			throw refused(pod);
		}
		if (!pod.isReady()) {
			throw new LockException(Kind.DENIED,
					"Pod '%s' is not Ready yet, so other candidates would not accept it as the holder of %s."
						.formatted(name, lock),
					null);
		}
	}

	private static LockException refused(PodResponse pod) {
		Response response = pod.response();
		String rule = (response.code() == 403)
				? " The Role lacks the rule {apiGroups: [\"\"], resources: [\"pods\"], verbs: [\"get\"]}." : "";
		return new LockException((response.code() == 403) ? Kind.DENIED : Kind.FAILED,
				"It is unknown whether Pod '%s' is Ready (%s).%s".formatted(pod.name(), response.message(), rule), null,
				response.retryAfter());
	}

}
