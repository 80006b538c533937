package io.leader.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import tools.jackson.databind.node.ObjectNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.lock.LockCoordinates;
import io.leader.lock.LockException;

/**
 * Records a Kubernetes Event about the lock when this process starts or stops leading,
 * with the reason and the wording of client-go. {@code kubectl describe lease} shows the
 * Events. Records nothing for lock types other than {@code leases}, {@code configmaps},
 * and {@code endpoints}. Uses the group {@code events.k8s.io}, or the core group if the
 * Role grants access only to that group. Requests do not run on the election's thread. A
 * failed request is logged and not retried.
 */
public final class EventRecorder implements LeaderElectionListener {

	static final String GROUP = "events.k8s.io";

	private static final Logger logger = LoggerFactory.getLogger(EventRecorder.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final int LONGEST_INSTANCE = 128;

	private static final int LONGEST_NAME = 200;

	private final KubernetesApi api;

	private final Executor executor;

	/**
	 * Creates a recorder.
	 * @param connection the connection to the API server
	 * @param executor runs the requests on a single thread
	 */
	public EventRecorder(KubernetesConnection connection, Executor executor) {
		this.api = connection.api();
		this.executor = executor;
	}

	/**
	 * Returns the permission that recording needs.
	 * @param namespace the namespace of the lock
	 * @return the permission
	 */
	public static Permission permission(String namespace) {
		return new Permission(GROUP, "events", "create", namespace, null);
	}

	@Override
	public void onGranted(LeaderElection election, long fencingToken) {
		record(election, "became leader");
	}

	@Override
	public void onRevoked(LeaderElection election) {
		record(election, "stopped leading");
	}

	private void record(LeaderElection election, String what) {
		LockCoordinates lock = election.status().lock();
		ObjectKind kind = ObjectKind.of(lock.type());
		String namespace = lock.namespace();
		if (kind == null || namespace == null) {
			return;
		}
		ObjectNode event = event(election.identity(), what, kind, lock.name(), namespace, Instant.now());
		try {
			this.executor.execute(() -> post(event, namespace, kind));
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Events are no longer recorded", ex);
		}
	}

	private static ObjectNode event(String identity, String what, ObjectKind kind, String name, String namespace,
			Instant now) {
		ObjectNode event = KubernetesApi.object();
		event.put("apiVersion", "events.k8s.io/v1").put("kind", "Event");
		event.putObject("metadata")
			.put("name",
					name.substring(0, Math.min(LONGEST_NAME, name.length())).replaceAll("[.-]+$", "") + "."
							+ UUID.randomUUID().toString().replace("-", ""))
			.put("namespace", namespace);
		event.put("eventTime", Times.micro(now));
		event.put("type", "Normal").put("reason", "LeaderElection").put("action", "LeaderElection");
		event.put("note", identity + " " + what);
		event.put("reportingController", "leader.io/elector");
		event.put("reportingInstance", identity.substring(0, Math.min(LONGEST_INSTANCE, identity.length())));
		event.putObject("regarding")
			.put("apiVersion", kind.apiVersion())
			.put("kind", kind.kind())
			.put("name", name)
			.put("namespace", namespace);
		return event;
	}

	private void post(ObjectNode event, String namespace, ObjectKind kind) {
		try {
			// kubectl finds the Events about an object by the object's uid.
			ObjectNode regarding = event.withObject("/regarding");
			KubernetesApi.Response lock = this.api.get(
					kind.collection(namespace) + "/" + KubernetesApi.segment(regarding.path("name").asString("")),
					TIMEOUT);
			if (lock.code() == 200) {
				regarding.put("uid", lock.body().path("metadata").path("uid").asString(""));
			}
			String path = "/namespaces/" + KubernetesApi.segment(namespace) + "/events";
			KubernetesApi.Response response = this.api.post("/apis/" + GROUP + "/v1" + path, event, TIMEOUT);
			if (response.code() == 403) {
				KubernetesApi.Response core = this.api.post("/api/v1" + path, CoreEvent.of(event), TIMEOUT);
				response = (core.code() < 300) ? core : response;
			}
			if (response.code() == 403) {
				logger.warn(
						"Events cannot be recorded in namespace '{}'. The Role lacks the rule {}, or the API server "
								+ "forbids it ({}).",
						namespace, "{apiGroups: [\"events.k8s.io\"], resources: [\"events\"], verbs: [\"create\"]}",
						response.message());
			}
			else if (response.code() >= 300) {
				logger.warn("An Event could not be recorded in namespace '{}' ({}).", namespace, response.message());
			}
		}
		catch (LockException ex) {
			logger.warn("An Event could not be recorded in namespace '{}': {}", namespace, ex.getMessage());
		}
	}

}
