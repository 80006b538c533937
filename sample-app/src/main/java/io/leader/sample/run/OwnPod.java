package io.leader.sample.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import io.leader.kubernetes.ApiStatistics;
import io.leader.kubernetes.KubernetesConfigs;
import io.leader.kubernetes.KubernetesConfigurationException;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.kubernetes.PodResponse;
import io.leader.lock.LockException;
import io.leader.sample.UsageException;

/**
 * Determines the information about this process's Pod that a lock for life needs. A
 * Deployment of kube-leader sets only {@code POD_NAME}, and its Role permits kube-leader
 * to read the Pod from the API server. This class also reads the Pod. Like an election,
 * it waits while the API server is unreachable.
 */
public final class OwnPod {

	private static final String NAMESPACE = "POD_NAMESPACE";

	private static final String UID = "POD_UID";

	private static final String TRY_AGAIN = "POD_UID is not set, and Pod '%s/%s' cannot be read yet. %s The command waits, and the request will be retried.";

	/** The tolerated clock difference: any, since the elections warn of a difference. */
	private static final Duration ANY = Duration.ofMillis(Long.MAX_VALUE);

	/** How long the API server may take to respond. */
	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	/**
	 * The longest pause after the first failed request, which equals the default retry
	 * period. This maximum doubles with each further failure, up to
	 * {@link #LONGEST_PAUSE}. The actual pause is random, and at least half as long.
	 */
	private static final Duration PAUSE = Duration.ofSeconds(2);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

	private static final int FORBIDDEN = 403;

	private final Environment environment;

	private final Duration timeout;

	private final Duration pause;

	private final Consumer<String> log;

	OwnPod(Environment environment, Duration timeout, Duration pause, Consumer<String> log) {
		this.environment = environment;
		this.timeout = timeout;
		this.pause = pause;
		this.log = log;
	}

	/**
	 * Determines {@code POD_NAMESPACE} and {@code POD_UID} if they are needed but not
	 * set. Determining the UID blocks until the Pod has been read.
	 * @param environment the variables and properties that are set
	 * @return Spring's arguments that set the missing variables; empty if neither is
	 * missing, if they are not needed, or if {@code POD_NAME} is not set
	 * @throws UsageException if there is no valid connection configuration, if the
	 * namespace is unknown, or if the Pod does not exist or reading it is forbidden
	 */
	public static List<String> arguments(Environment environment) {
		// Logging is not available yet.
		return new OwnPod(environment, TIMEOUT, PAUSE, System.err::println).arguments();
	}

	List<String> arguments() {
		String name = this.environment.getProperty("POD_NAME");
		boolean known = StringUtils.hasText(this.environment.getProperty(UID))
				&& StringUtils.hasText(this.environment.getProperty(NAMESPACE));
		if (!isForLife() || !StringUtils.hasText(name) || known) {
			return List.of();
		}
		try (KubernetesConnection connection = connect()) {
			String namespace = namespace(connection.namespace());
			List<String> arguments = new ArrayList<>(List.of("--" + NAMESPACE + "=" + namespace));
			if (!StringUtils.hasText(this.environment.getProperty(UID))) {
				arguments.add("--" + UID + "=" + awaitUid(connection, namespace, name));
			}
			return arguments;
		}
	}

	/**
	 * Opens a connection like that of an election.
	 * @throws UsageException if there is no configuration, or if it is invalid
	 */
	private static KubernetesConnection connect() {
		try {
			return KubernetesConfigs.connect(null, () -> null, () -> null, new ApiStatistics(ANY),
					() -> "A lock for life needs to identify this process's Pod");
		}
		catch (KubernetesConfigurationException ex) {
			throw new UsageException(ex.getMessage() + " " + ex.action());
		}
	}

	/**
	 * Returns the Pod's namespace, which is also that of the lock.
	 * @param configured the namespace of the connection's configuration, if it has one
	 * @throws UsageException if the namespace is unknown
	 */
	private String namespace(@Nullable String configured) {
		return Stream
			.of(this.environment.getProperty(NAMESPACE, ""), property("leader.namespace"),
					Objects.requireNonNullElse(configured, ""))
			.filter(StringUtils::hasText)
			.findFirst()
			.orElseThrow(() -> new UsageException(
					"POD_NAMESPACE is not set, and the kubeconfig's context has no namespace. Set POD_NAMESPACE through the downward API, for example env: [%s]."
						.formatted("{name: POD_NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}")));
	}

	private boolean isForLife() {
		boolean onKubernetes = property("leader.platform").equalsIgnoreCase("kubernetes")
				|| StringUtils.hasText(this.environment.getProperty("KUBERNETES_SERVICE_HOST"));
		return onKubernetes && Boolean.TRUE
			.equals(Binder.get(this.environment).bind("leader.lock.for-life", Boolean.class).orElse(null));
	}

	/**
	 * Returns the value of a property of the starter, which can be set in any of Spring
	 * Boot's forms, such as {@code LEADER_NAMESPACE}; empty if it is not set.
	 */
	private String property(String name) {
		return Objects.requireNonNullElse(Binder.get(this.environment).bind(name, String.class).orElse(null), "");
	}

	/**
	 * Reads the UID, retrying until the request succeeds. If the first attempt fails,
	 * reports that failure and the eventual success.
	 * @throws UsageException if the Pod does not exist or reading it is forbidden
	 */
	private String awaitUid(KubernetesConnection connection, String namespace, String name) {
		long begun = System.nanoTime();
		long nanos = this.pause.toNanos();
		boolean reported = false;
		while (true) {
			try {
				String uid = uid(connection, namespace, name);
				if (reported) {
					this.log.accept("Pod '%s/%s' was read after %s s.".formatted(namespace, name,
							Duration.ofNanos(System.nanoTime() - begun).toSeconds()));
				}
				return uid;
			}
			catch (LockException ex) {
				if (!reported) {
					this.log.accept(TRY_AGAIN.formatted(namespace, name, ex.getMessage()));
					reported = true;
				}
			}
			LockSupport.parkNanos(nanos / 2 + ThreadLocalRandom.current().nextLong(nanos / 2 + 1));
			nanos = Math.min(2 * nanos, LONGEST_PAUSE.toNanos());
		}
	}

	/**
	 * Reads the UID once.
	 * @throws UsageException if the Pod does not exist or reading it is forbidden
	 * @throws LockException if the request failed for any other reason
	 */
	private String uid(KubernetesConnection connection, String namespace, String name) {
		PodResponse pod = PodResponse.of(connection.api(), namespace, name, this.timeout);
		if (pod.isPod()) {
			return pod.uid();
		}
		if (pod.isAbsent()) {
			throw unreadable(namespace, name, "it does not exist");
		}
		if (pod.response().code() == FORBIDDEN) {
			throw unreadable(namespace, name, "the Role lacks the permission to get pods");
		}
		throw new LockException(LockException.Kind.FAILED,
				"The API server responded with %s.".formatted(pod.response().message()), null);
	}

	private static UsageException unreadable(String namespace, String name, String why) {
		return new UsageException(
				"POD_UID is not set, and Pod '%s/%s' cannot be read (%s). Set POD_UID through the downward API, for example env: [%s]."
					.formatted(namespace, name, why,
							"{name: POD_UID, valueFrom: {fieldRef: {fieldPath: metadata.uid}}}"));
	}

}
