package io.leader.lock.kubernetes;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.leader.election.LockException;

/**
 * Finds out whether the Pod of a lock's holder still exists. Only an answer of the API
 * server counts: a Pod that merely does not answer is there.
 */
final class PodCheck {

	private static final Logger logger = LoggerFactory.getLogger(PodCheck.class);

	/**
	 * Who owned the lock in a version of it.
	 *
	 * @param version the version
	 * @param owner the holder's Pod, or {@code null} if it did not own the lock
	 */
	private record Owned(long version, @Nullable PodOwner owner) {
	}

	/** The latest version that was seen, by whatever thread. */
	private final AtomicReference<Owned> latest = new AtomicReference<>(new Owned(Long.MIN_VALUE, null));

	private final KubernetesApi api;

	private final String pods;

	private final boolean deletesEvicted;

	private volatile boolean denied;

	/**
	 * Creates a check.
	 * @param api where to ask
	 * @param namespace the Pods' namespace
	 * @param deletesEvicted whether a Pod that was evicted is deleted: Kubernetes keeps
	 * its object, and with it a lock for life
	 */
	PodCheck(KubernetesApi api, String namespace, boolean deletesEvicted) {
		this.api = api;
		this.pods = "/api/v1/namespaces/" + namespace + "/pods/";
		this.deletesEvicted = deletesEvicted;
	}

	/**
	 * Notes who owns the lock in a version of it. Versions come from several threads and
	 * out of order.
	 */
	void seen(long version, @Nullable PodOwner owner) {
		this.latest.accumulateAndGet(new Owned(version, owner),
				(one, other) -> (one.version() > other.version()) ? one : other);
	}

	/**
	 * Who owned the lock in the latest version that was seen: whoever held a lock that is
	 * deleted.
	 */
	@Nullable PodOwner latest() {
		return Objects.requireNonNull(this.latest.get()).owner();
	}

	boolean isGone(PodOwner owner, Duration timeout) {
		KubernetesApi.Answer answer = this.api.get(this.pods + owner.name(), timeout);
		if (answer.saysNotFound()) {
			return true;
		}
		if (answer.code() != 200) {
			warnOnce(answer);
			return false;
		}
		ObjectNode pod = answer.body();
		if (!owner.uid().equals(pod.path("metadata").path("uid").asText())) {
			return true;
		}
		if (this.deletesEvicted && "Failed".equals(pod.path("status").path("phase").asText())
				&& "Evicted".equals(pod.path("status").path("reason").asText())) {
			delete(owner, timeout);
		}
		return false;
	}

	private void warnOnce(KubernetesApi.Answer answer) {
		if (answer.code() == 403 && !this.denied) {
			this.denied = true;
			logger.warn("Whether the Pod of a lock's holder exists cannot be found out ({}). The Role lacks the rule "
					+ "{apiGroups: [\"\"], resources: [\"pods\"], verbs: [\"get\"]}.", answer.message());
		}
	}

	private void delete(PodOwner owner, Duration timeout) {
		ObjectNode options = KubernetesApi.object();
		options.put("apiVersion", "v1").put("kind", "DeleteOptions");
		options.putObject("preconditions").put("uid", owner.uid());
		try {
			KubernetesApi.Answer answer = this.api.delete(this.pods + owner.name(), options, timeout);
			if (answer.code() < 300) {
				logger.info("Pod '{}' was evicted and holds a lock for life: it was deleted", owner.name());
			}
			else if (answer.code() != 404) {
				logger.warn(
						"Pod '{}' was evicted and holds a lock for life, but cannot be deleted ({}). Delete it, or "
								+ "grant the rule {}.",
						owner.name(), answer.message(),
						"{apiGroups: [\"\"], resources: [\"pods\"], verbs: [\"delete\"]}");
			}
		}
		catch (LockException ex) {
			logger.debug("Pod '{}' was not deleted", owner.name(), ex);
		}
	}

}
