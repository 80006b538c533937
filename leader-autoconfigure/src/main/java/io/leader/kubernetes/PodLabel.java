package io.leader.kubernetes;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.lock.LockException;

/**
 * A label on this process's Pod that is present while the process leads, so that a
 * Service can route only to the leader. Optionally, the label has another value while the
 * process is a follower.
 * <p>
 * The label follows leadership with a delay and does not prove it. Until the former
 * leader's PATCH succeeds, two Pods can have the label, and a Pod that is cut off from
 * the API server keeps it. Therefore, guard everything that only the leader may do.
 * Requests do not run on the election's thread. A failed request is retried, whatever the
 * reason, unless the Pod is gone or the API server considers the request invalid.
 */
public final class PodLabel implements LeaderElectionListener {

	private static final Logger logger = LoggerFactory.getLogger(PodLabel.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final long LONGEST_PAUSE_SECONDS = 30;

	private final KubernetesApi api;

	private final ScheduledExecutorService executor;

	private final String namespace;

	private final String pod;

	private final @Nullable String podUid;

	private final String key;

	private final String value;

	private final @Nullable String followerValue;

	private volatile boolean wanted;

	/**
	 * Whether the last request was for a leader, or {@code null} if no request has been
	 * sent, one is in progress, or the last one has to be repeated. Written only by the
	 * executor's thread.
	 */
	private volatile @Nullable Boolean applied;

	private boolean retrying;

	private volatile boolean paused;

	private long pauseSeconds;

	/**
	 * Creates a label. Sends no request.
	 * @param connection the connection to the API server
	 * @param executor runs the requests on a single thread
	 * @param namespace the Pod's namespace
	 * @param pod the Pod's name
	 * @param podUid the Pod's uid, if known, so that another Pod with the same name is
	 * not labeled
	 * @param key the label's key
	 * @param value the label's value while this process leads
	 * @param followerValue the label's value while this process is a follower;
	 * {@code null} for no label
	 */
	public PodLabel(KubernetesConnection connection, ScheduledExecutorService executor, String namespace, String pod,
			@Nullable String podUid, String key, String value, @Nullable String followerValue) {
		this.api = connection.api();
		this.executor = executor;
		this.namespace = namespace;
		this.pod = pod;
		this.podUid = podUid;
		this.key = key;
		this.value = value;
		this.followerValue = followerValue;
	}

	/**
	 * Returns the permission that labeling needs.
	 * @return the permission
	 */
	public Permission permission() {
		return new Permission("", "pods", "patch", this.namespace, null);
	}

	/**
	 * Applies the current state. Called when the election is registered and the
	 * application is ready. On a follower, this replaces or removes a label that was left
	 * by an earlier run of this process's container.
	 */
	public void start() {
		applyLater();
	}

	@Override
	public void onGranted(LeaderElection election, long fencingToken) {
		this.wanted = true;
		applyLater();
	}

	@Override
	public void onRevoked(LeaderElection election) {
		this.wanted = false;
		applyLater();
	}

	/**
	 * Sends no further request until {@link #resume()} is called, even if the last one
	 * has to be repeated.
	 */
	public void pause() {
		this.paused = true;
	}

	/**
	 * Resumes sending requests, and applies the current state unless it has already been
	 * applied.
	 */
	public void resume() {
		this.paused = false;
		applyLater();
	}

	/**
	 * Pauses requests if the last one was for a follower and need not be repeated.
	 * @return {@code true} if no further request is sent until {@link #resume()} is
	 * called, even if leadership is granted
	 */
	public boolean pauseOnFollower() {
		if (!isFollower()) {
			return false;
		}
		boolean former = this.paused;
		this.paused = true;
		boolean follower = isFollower();
		if (!follower && !former) {
			// Leadership was granted before the label was paused.
			resume();
		}
		return follower;
	}

	private boolean isFollower() {
		return isApplied() && !this.wanted;
	}

	/**
	 * Returns whether the current state has been applied, or cannot be applied since the
	 * Pod is gone or the API server considers the request invalid.
	 * @return {@code true} if no request is outstanding
	 */
	public boolean isApplied() {
		return Boolean.valueOf(this.wanted).equals(this.applied);
	}

	private void applyLater() {
		try {
			this.executor.execute(this::apply);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The label is no longer updated", ex);
		}
	}

	private void apply() {
		if (this.paused || isApplied()) {
			return;
		}
		boolean leading = this.wanted;
		// If the request fails, it may or may not have been applied.
		this.applied = null;
		try {
			patch(leading);
			this.applied = leading;
			this.pauseSeconds = 0;
			logger.debug("Pod '{}/{}': updated label {} for a {}", this.namespace, this.pod, this.key,
					leading ? "leader" : "follower");
		}
		catch (RuntimeException | Error ex) {
			// If this method threw the exception, the label would not be updated until
			// leadership changed.
			retry(ex);
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private void retry(Throwable failure) {
		if (this.retrying) {
			return;
		}
		boolean first = this.pauseSeconds == 0;
		this.pauseSeconds = Math.min(LONGEST_PAUSE_SECONDS, Math.max(1, this.pauseSeconds * 2));
		try {
			this.executor.schedule(() -> {
				this.retrying = false;
				apply();
			}, this.pauseSeconds, TimeUnit.SECONDS);
			this.retrying = true;
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The label is no longer updated", ex);
		}
		if (first) {
			logger.warn("{} The request will be retried.", (failure instanceof LockException) ? failure.getMessage()
					: "%s (%s).".formatted(attempt(), failure));
		}
	}

	private String attempt() {
		return "Pod '" + this.namespace + "/" + this.pod + "' cannot be labeled with " + this.key;
	}

	private void patch(boolean leading) {
		ObjectNode patch = KubernetesApi.object();
		ObjectNode metadata = patch.putObject("metadata");
		if (this.podUid != null) {
			metadata.put("uid", this.podUid);
		}
		metadata.putObject("labels").put(this.key, leading ? this.value : this.followerValue);
		KubernetesApi.Response response = this.api.patch(PodResponse.path(this.namespace, this.pod), patch, TIMEOUT);
		String what = attempt();
		switch (response.code()) {
			case 200 -> {
			}
			case 404 -> gone(what, response);
			case 400, 422 -> {
				if (response.messageContains("metadata.uid")) {
					gone(what, response);
				}
				else {
					logger.error("{}, and the request will not be retried ({}).", what, response.message());
				}
			}
			case 403 -> throw new LockException(LockException.Kind.DENIED, (what + ". The Role lacks the rule "
					+ "{apiGroups: [\"\"], resources: [\"pods\"], verbs: [\"patch\"]}, or the API server forbids it (%s).")
				.formatted(response.message()), null);
			default ->
				throw new LockException(LockException.Kind.FAILED, what + " (" + response.message() + ").", null);
		}
	}

	private static void gone(String what, KubernetesApi.Response response) {
		logger.info("{}: it does not exist, or another Pod has its name ({})", what, response.message());
	}

}
