package io.leader.autoconfigure.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import io.leader.autoconfigure.ConfiguredElections;
import io.leader.autoconfigure.LeaderConfigurationException;
import io.leader.autoconfigure.LeaderProperties;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.kubernetes.ThisPod;
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
 * Creates the locks that are objects of the Kubernetes API, as configured for their
 * elections.
 */
final class KubernetesLocks {

	private static final String SPRING_CLOUD = "spring.cloud.kubernetes.leader.";

	private static final String SPRING_CLOUD_CLIENT_NAMESPACE = "spring.cloud.kubernetes.client.namespace";

	private final Supplier<KubernetesConnection> connection;

	private final Supplier<String> defaultNamespace;

	private final ConfiguredElections configured;

	private final Environment environment;

	private final Map<String, List<KubernetesLock>> created = new ConcurrentHashMap<>();

	KubernetesLocks(Supplier<KubernetesConnection> connection, Supplier<String> defaultNamespace,
			ConfiguredElections configured, Environment environment) {
		this.connection = connection;
		this.defaultNamespace = defaultNamespace;
		this.configured = configured;
		this.environment = environment;
	}

	/**
	 * Returns the locks that have been created, by the name of their election. The map is
	 * live: locks that are created after this call are added to it.
	 */
	Map<String, List<KubernetesLock>> created() {
		return this.created;
	}

	private ElectionLock created(String election, KubernetesLock lock) {
		this.created.computeIfAbsent(election, (name) -> new CopyOnWriteArrayList<>()).add(lock);
		return lock;
	}

	ElectionLock lease(String election, LockCoordinates lock) {
		return created(election,
				new LeaseLock(this.connection.get(), namespace(lock), lock.name(), owner(election, lock)));
	}

	ElectionLock configMap(String election, LockCoordinates lock) {
		LeaderProperties properties = this.configured.of(election);
		PodOwner owner = owner(election, lock);
		if (properties.lock().forLife() && owner != null) {
			return created(election,
					new ForLifeConfigMapLock(this.connection.get(), namespace(lock), lock.name(), owner));
		}
		return created(election, new ConfigMapLock(this.connection.get(), namespace(lock), lock.name(),
				properties.lock().adoptExisting(), owner));
	}

	ElectionLock endpoints(String election, LockCoordinates lock) {
		return created(election, new EndpointsLock(this.connection.get(), namespace(lock), lock.name(),
				this.configured.of(election).lock().adoptExisting(), owner(election, lock)));
	}

	/**
	 * Creates the lock that spring-cloud-kubernetes-fabric8-leader keeps as an entry in a
	 * ConfigMap. The properties of that library specify the ConfigMap and the entry, with
	 * the library's defaults. In particular, the namespace defaults to that of the
	 * library's client, which in turn defaults to the Pod's namespace. The election's
	 * namespace is not used.
	 * @throws LeaderConfigurationException if the name of this process's Pod is unknown
	 */
	ElectionLock springCloud(String election, LockCoordinates lock) {
		String prefix = this.configured.prefix(election);
		String setting = prefix + ".lock.migrate-from=" + SpringCloudLock.TYPE;
		ThisPod pod = pod();
		if (pod.name() == null) {
			throw new LeaderConfigurationException(
					"%s needs to identify this process's Pod, but POD_NAME is not set.".formatted(setting),
					ThisPod.DOWNWARD_API);
		}
		String podNamespace = (pod.namespace() != null) ? pod.namespace() : this.defaultNamespace.get();
		String namespace = text(SPRING_CLOUD + "namespace", text(SPRING_CLOUD_CLIENT_NAMESPACE, podNamespace));
		String entry = this.environment.getProperty(SPRING_CLOUD + "leader-id-prefix", "leader.id.")
				+ text(SPRING_CLOUD + "role", "leader");
		return created(election,
				new SpringCloudLock(this.connection.get(), namespace, text(SPRING_CLOUD + "config-map-name", "leaders"),
						entry, pod.name(), podNamespace, this.configured.of(election).leaseDuration()));
	}

	/**
	 * Returns the value of a property, or the default if the property is not set or is
	 * blank.
	 */
	private String text(String property, String otherwise) {
		String value = this.environment.getProperty(property);
		return StringUtils.hasText(value) ? value : otherwise;
	}

	private ThisPod pod() {
		return ThisPod.of(this.environment::getProperty);
	}

	private String namespace(LockCoordinates lock) {
		String configuredNamespace = lock.namespace();
		return (configuredNamespace != null) ? configuredNamespace : this.defaultNamespace.get();
	}

	private @Nullable PodOwner owner(String election, LockCoordinates lock) {
		LeaderProperties properties = this.configured.of(election);
		if (!properties.lock().forLife() && !properties.lock().ownerReference()) {
			return null;
		}
		String prefix = this.configured.prefix(election);
		String setting = properties.lock().forLife() ? prefix + ".lock.for-life=true"
				: prefix + ".lock.owner-reference=true";
		ThisPod pod = pod();
		String missing = pod.missing();
		if (pod.name() == null || pod.uid() == null || missing != null) {
			throw new LeaderConfigurationException(
					"%s needs to identify this process's Pod, but %s is not set.".formatted(setting, missing),
					ThisPod.DOWNWARD_API);
		}
		if (!namespace(lock).equals(pod.namespace())) {
			throw new LeaderConfigurationException(
					"%s needs the lock to be in the Pod's namespace '%s', but it is in '%s', where Kubernetes would delete it."
						.formatted(setting, pod.namespace(), namespace(lock)),
					"Remove %s.namespace.".formatted(prefix));
		}
		return new PodOwner(pod.name(), pod.uid());
	}

}
