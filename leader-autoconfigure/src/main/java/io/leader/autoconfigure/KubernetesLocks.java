package io.leader.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

import io.leader.autoconfigure.LeaderProperties.Mode;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.lock.ElectionLock;
import io.leader.lock.LockCoordinates;
import io.leader.lock.kubernetes.ConfigMapLock;
import io.leader.lock.kubernetes.EndpointsLock;
import io.leader.lock.kubernetes.ForLifeConfigMapLock;
import io.leader.lock.kubernetes.KubernetesLock;
import io.leader.lock.kubernetes.LeaseLock;
import io.leader.lock.kubernetes.PodOwner;
import io.leader.lock.kubernetes.SpringCloudLock;

/**
 * Makes the locks that are objects of the Kubernetes API, in the mode that is configured
 * for their election.
 */
final class KubernetesLocks {

	private static final String SPRING_CLOUD = "spring.cloud.kubernetes.leader.";

	private static final String DOWNWARD_API = "Set POD_NAME (metadata.name), POD_UID (metadata.uid) and POD_NAMESPACE "
			+ "(metadata.namespace) through the downward API, as in env: "
			+ "[{name: POD_UID, valueFrom: {fieldRef: {fieldPath: metadata.uid}}}].";

	private final Supplier<KubernetesConnection> connection;

	private final Supplier<String> defaultNamespace;

	private final ConfiguredElections configured;

	private final Environment environment;

	private final ElectionNames names;

	private final Map<String, List<KubernetesLock>> made = new ConcurrentHashMap<>();

	KubernetesLocks(Supplier<KubernetesConnection> connection, Supplier<String> defaultNamespace,
			ConfiguredElections configured, Environment environment) {
		this.connection = connection;
		this.defaultNamespace = defaultNamespace;
		this.configured = configured;
		this.environment = environment;
		this.names = new ElectionNames(environment, true);
	}

	/**
	 * The locks that were made, by election.
	 */
	Map<String, List<KubernetesLock>> made() {
		return this.made;
	}

	private ElectionLock made(String election, KubernetesLock lock) {
		this.made.computeIfAbsent(election, (name) -> new CopyOnWriteArrayList<>()).add(lock);
		return lock;
	}

	ElectionLock lease(String election, LockCoordinates lock) {
		return made(election,
				new LeaseLock(this.connection.get(), namespace(lock), lock.name(), owner(election, lock)));
	}

	ElectionLock configMap(String election, LockCoordinates lock) {
		LeaderProperties properties = this.configured.of(election);
		PodOwner owner = owner(election, lock);
		if (properties.mode() == Mode.FOR_LIFE && owner != null) {
			return made(election, new ForLifeConfigMapLock(this.connection.get(), namespace(lock), lock.name(), owner));
		}
		return made(election, new ConfigMapLock(this.connection.get(), namespace(lock), lock.name(),
				properties.adoptExisting(), owner));
	}

	ElectionLock endpoints(String election, LockCoordinates lock) {
		return made(election, new EndpointsLock(this.connection.get(), namespace(lock), lock.name(),
				this.configured.of(election).adoptExisting(), owner(election, lock)));
	}

	/**
	 * The entry of spring-cloud-kubernetes-fabric8-leader, which is where the properties
	 * of that library say.
	 */
	ElectionLock springCloud(String election, LockCoordinates lock) {
		String prefix = this.configured.prefix(election);
		String setting = prefix + ".migrate-from=" + LockTypes.SPRING_CLOUD;
		String role = this.environment.getProperty(SPRING_CLOUD + "role", "leader");
		String pod = this.names.podName();
		if (pod == null) {
			throw new LeaderConfigurationException(
					"%s needs to know this process's Pod, but POD_NAME is not set.".formatted(setting), DOWNWARD_API);
		}
		String namespace = this.environment.getProperty(SPRING_CLOUD + "namespace", namespace(lock));
		return made(election,
				new SpringCloudLock(this.connection.get(), namespace,
						this.environment.getProperty(SPRING_CLOUD + "config-map-name", "leaders"),
						this.environment.getProperty(SPRING_CLOUD + "leader-id-prefix", "leader.id.") + role, pod,
						namespace(lock, this.names.podNamespace()), this.configured.of(election).leaseDuration()));
	}

	private String namespace(LockCoordinates lock, @Nullable String podNamespace) {
		return (podNamespace != null) ? podNamespace : namespace(lock);
	}

	private String namespace(LockCoordinates lock) {
		String configuredNamespace = lock.namespace();
		return (configuredNamespace != null) ? configuredNamespace : this.defaultNamespace.get();
	}

	private @Nullable PodOwner owner(String election, LockCoordinates lock) {
		LeaderProperties properties = this.configured.of(election);
		if (properties.mode() != Mode.FOR_LIFE && !properties.ownerReference()) {
			return null;
		}
		String prefix = this.configured.prefix(election);
		String setting = (properties.mode() == Mode.FOR_LIFE) ? prefix + ".mode=for-life"
				: prefix + ".owner-reference=true";
		String pod = this.names.podName();
		String uid = this.names.podUid();
		String podNamespace = this.names.podNamespace();
		if (pod == null || uid == null || podNamespace == null) {
			throw new LeaderConfigurationException("%s needs to know this process's Pod, but %s is not set.".formatted(
					setting, (pod == null) ? "POD_NAME" : (uid == null) ? "POD_UID" : "POD_NAMESPACE"), DOWNWARD_API);
		}
		if (!podNamespace.equals(namespace(lock))) {
			throw new LeaderConfigurationException(
					"%s needs the lock in the Pod's namespace '%s', but it is in '%s': Kubernetes would delete it."
						.formatted(setting, podNamespace, namespace(lock)),
					"Remove %s.namespace.".formatted(prefix));
		}
		return new PodOwner(pod, uid);
	}

}
