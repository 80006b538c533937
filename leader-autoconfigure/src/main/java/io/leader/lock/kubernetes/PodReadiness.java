package io.leader.lock.kubernetes;

import java.time.Duration;
import java.util.function.LongSupplier;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.leader.election.LockException;
import io.leader.election.LockException.Kind;
import io.leader.lock.kubernetes.KubernetesApi.Answer;

/**
 * Finds out whether Pods are Ready, which is what spring-cloud-kubernetes-fabric8-leader
 * goes by. Safe for use by several threads.
 */
final class PodReadiness {

	private final KubernetesApi api;

	private final String pods;

	private final String namespace;

	private final long lease;

	private final LongSupplier nanoTime;

	private @Nullable String waitedFor;

	private long waitedSince;

	PodReadiness(KubernetesApi api, String namespace, Duration lease, LongSupplier nanoTime) {
		this.api = api;
		this.pods = "/api/v1/namespaces/" + namespace + "/pods/";
		this.namespace = namespace;
		this.lease = lease.toNanos();
		this.nanoTime = nanoTime;
	}

	/**
	 * Whether a holder's Pod does not exist, or has not been Ready at any look for a
	 * lease.
	 */
	boolean isGone(String pod, Duration timeout) {
		Answer answer = this.api.get(this.pods + pod, timeout);
		if (answer.saysNotFound()) {
			return true;
		}
		if (answer.code() != 200) {
			throw refused(pod, answer);
		}
		return hasLongBeenUnready(pod, answer);
	}

	private synchronized boolean hasLongBeenUnready(String pod, Answer answer) {
		if (isReady(answer)) {
			this.waitedFor = null;
			return false;
		}
		return isOutlived(pod + "/" + answer.body().path("metadata").path("uid").asText());
	}

	/**
	 * Whether somebody who no longer counts has been waited out: for a lease since the
	 * first time that this was asked of the same one in a row.
	 */
	synchronized boolean isOutlived(String former) {
		long now = this.nanoTime.getAsLong();
		if (!former.equals(this.waitedFor)) {
			this.waitedFor = former;
			this.waitedSince = now;
		}
		return now - this.waitedSince >= this.lease;
	}

	/**
	 * Makes sure that this process's Pod is Ready.
	 * @throws LockException of kind {@code DENIED} if it is not
	 */
	void requireReady(String pod, KubernetesLock lock, Duration timeout) {
		Answer answer = this.api.get(this.pods + pod, timeout);
		if (answer.code() == 404) {
			throw new LockException(Kind.DENIED,
					"There is no Pod '%s' in namespace '%s', so that nobody would respect it as the holder of %s. Set POD_NAME and POD_NAMESPACE through the downward API."
						.formatted(pod, this.namespace, lock),
					null);
		}
		if (answer.code() != 200) {
			throw refused(pod, answer);
		}
		if (!isReady(answer)) {
			throw new LockException(Kind.DENIED,
					"Pod '%s' is not Ready yet, so that nobody would respect it as the holder of %s.".formatted(pod,
							lock),
					null);
		}
	}

	private static LockException refused(String pod, Answer answer) {
		String rule = (answer.code() == 403)
				? " The Role lacks the rule {apiGroups: [\"\"], resources: [\"pods\"], verbs: [\"get\"]}." : "";
		return new LockException((answer.code() == 403) ? Kind.DENIED : Kind.FAILED,
				"Whether Pod '%s' is Ready cannot be found out (%s).%s".formatted(pod, answer.message(), rule), null,
				answer.retryAfter());
	}

	private static boolean isReady(Answer answer) {
		for (JsonNode condition : answer.body().path("status").path("conditions")) {
			if ("Ready".equals(condition.path("type").asText())) {
				return "True".equals(condition.path("status").asText());
			}
		}
		return false;
	}

}
