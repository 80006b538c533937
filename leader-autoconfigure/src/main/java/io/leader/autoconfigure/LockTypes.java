package io.leader.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

import io.leader.lock.ElectionLock;
import io.leader.lock.ElectionLockFactory;
import io.leader.lock.LockCoordinates;
import io.leader.lock.kubernetes.SpringCloudLock;
import io.leader.lock.local.LocalLock;

/**
 * The lock types that an application can choose from, each with a factory.
 */
final class LockTypes {

	/**
	 * The type of locks on this machine. The platform selects this type, not
	 * {@code leader.lock-type}.
	 */
	static final String LOCAL = LocalLock.TYPE;

	/**
	 * The type of lock that spring-cloud-kubernetes-fabric8-leader uses. Such a lock can
	 * be used only for a migration, during which the election holds it together with
	 * another lock.
	 */
	static final String SPRING_CLOUD = SpringCloudLock.TYPE;

	/**
	 * The type of locks that are ConfigMaps. Unlike Leases, they do not expire if they
	 * are held for life.
	 */
	static final String CONFIG_MAPS = "configmaps";

	/**
	 * The type of locks that are Endpoints objects.
	 */
	static final String ENDPOINTS = "endpoints";

	/** The lock types that need the Kubernetes client. */
	private static final Set<String> KUBERNETES = Set.of("leases", CONFIG_MAPS, ENDPOINTS, SPRING_CLOUD);

	private static final String USE_LOCAL = "set leader.platform to local, which needs no Kubernetes client.";

	private final TreeMap<String, ElectionLockFactory> factories;

	private final List<String> missingLibraries;

	/**
	 * Creates the set of lock types.
	 * @param factories the factories by lock type
	 * @param missingLibraries the missing libraries that the lock types on Kubernetes
	 * need
	 */
	LockTypes(Map<String, ElectionLockFactory> factories, List<String> missingLibraries) {
		this.factories = new TreeMap<>(factories);
		this.missingLibraries = missingLibraries;
	}

	/**
	 * Returns whether a lock type is provided by the starter rather than the application.
	 */
	static boolean isBuiltIn(String lockType) {
		return isInCluster(lockType) || lockType.equals(LOCAL);
	}

	/**
	 * Returns whether the locks of a type are objects in a Kubernetes cluster.
	 */
	static boolean isInCluster(String lockType) {
		return KUBERNETES.contains(lockType);
	}

	/**
	 * Checks that a lock type exists and can be selected by {@code leader.lock-type}. If
	 * the lock is on this machine and no other lock type is available, every type is
	 * accepted.
	 * @param prefix the prefix of the election's properties
	 * @param local whether the lock is on this machine
	 * @throws LeaderConfigurationException if the lock type is rejected
	 */
	void check(String lockType, String prefix, boolean local) {
		boolean known = this.factories.containsKey(lockType) && !isReserved(lockType);
		if (!known && !(local && isLocalOnly())) {
			throw unknown(lockType, prefix + ".lock-type");
		}
	}

	/**
	 * Creates the lock of an election.
	 * @param prefix the prefix of the election's properties
	 * @param local whether the lock is on this machine, in which case the lock type and
	 * {@code ownerReference} are ignored
	 * @param ownerReference whether the holder's Pod should own the lock
	 * @throws LeaderConfigurationException if the lock cannot be created as configured
	 */
	ElectionLock create(String election, String lockType, String prefix, boolean local, boolean ownerReference,
			String name, @Nullable String namespace) {
		if (local) {
			return localFactory(election, prefix).create(election, new LockCoordinates(LOCAL, name, namespace));
		}
		ElectionLock lock = make(election, lockType, name, namespace);
		if (ownerReference && !lock.verifiesHolder()) {
			throw new LeaderConfigurationException(
					"%1$s.lock.owner-reference is true, but %1$s.lock-type is '%2$s', whose locks cannot have an owner."
						.formatted(prefix, lockType),
					"Remove %1$s.lock.owner-reference, or set %1$s.lock-type to leases, configmaps, or endpoints."
						.formatted(prefix));
		}
		return lock;
	}

	private ElectionLockFactory localFactory(String election, String prefix) {
		ElectionLockFactory factory = this.factories.get(LOCAL);
		if (factory == null) {
			throw new LeaderConfigurationException(
					"Election '%s' uses the local lock, which needs LeaderLocalAutoConfiguration.".formatted(election),
					"Either do not exclude LeaderLocalAutoConfiguration, or set %s.platform to kubernetes."
						.formatted(prefix));
		}
		return factory;
	}

	/**
	 * Returns whether the local lock type is the only one available, as in an application
	 * that has neither a Kubernetes client nor custom lock types.
	 */
	private boolean isLocalOnly() {
		return this.factories.size() == 1 && this.factories.containsKey(LOCAL);
	}

	/**
	 * Checks that the lock type to migrate from exists and is not the local one. If the
	 * lock is on this machine and no other lock type is available, every type is
	 * accepted.
	 * @param prefix the prefix of the election's properties
	 * @param local whether the lock is on this machine
	 * @throws LeaderConfigurationException if the lock type is rejected
	 */
	void checkOld(String lockType, String prefix, boolean local) {
		boolean known = this.factories.containsKey(lockType) && !lockType.equals(LOCAL);
		if (!known && !(local && isLocalOnly())) {
			throw unknown(lockType, prefix + ".lock.migrate-from");
		}
	}

	/**
	 * Creates the lock that an election migrates from.
	 */
	ElectionLock createOld(String election, String lockType, String name, @Nullable String namespace) {
		return make(election, lockType, name, namespace);
	}

	private ElectionLock make(String election, String lockType, String name, @Nullable String namespace) {
		return Objects.requireNonNull(this.factories.get(lockType))
			.create(election, new LockCoordinates(lockType, name, namespace));
	}

	private static boolean isReserved(String lockType) {
		return lockType.equals(LOCAL) || lockType.equals(SPRING_CLOUD);
	}

	private LeaderConfigurationException unknown(String lockType, String key) {
		boolean old = key.endsWith(".lock.migrate-from");
		TreeSet<String> others = new TreeSet<>(this.factories.keySet());
		others.remove(LOCAL);
		if (!old) {
			others.remove(SPRING_CLOUD);
		}
		String choice = others.isEmpty() ? "" : "set %s to one of: %s".formatted(key, String.join(", ", others));
		if (KUBERNETES.contains(lockType) && (old || !isReserved(lockType))) {
			return unavailable(lockType, key, choice.isEmpty() ? USE_LOCAL : choice + ".");
		}
		String hint = switch (lockType) {
			case LOCAL -> "To use the local lock, set leader.platform to local.";
			case SPRING_CLOUD -> "To migrate from it, set leader.lock.migrate-from to spring-cloud.";
			default -> choice.isEmpty() ? "Declare an ElectionLockFactory bean with this name." : "";
		};
		String own = choice.isEmpty() ? "" : choice + ", or to the qualifier or bean name of an ElectionLockFactory.";
		return new LeaderConfigurationException("%s is '%s', but there is no such lock type.".formatted(key, lockType),
				StringUtils.capitalize((own + " " + hint).strip()));
	}

	/**
	 * Returns an exception that reports what is missing for a lock type on Kubernetes.
	 */
	private LeaderConfigurationException unavailable(String lockType, String key, String alternative) {
		if (this.missingLibraries.isEmpty()) {
			return new LeaderConfigurationException(
					"%s is '%s', which needs LeaderKubernetesAutoConfiguration.".formatted(key, lockType),
					"Do not exclude LeaderKubernetesAutoConfiguration. Alternatively, " + alternative);
		}
		return new LeaderConfigurationException(
				"%s is '%s', which needs %s on the classpath.".formatted(key, lockType,
						String.join(" and ", this.missingLibraries)),
				"Depend on io.leader:leader-spring-boot-starter, which includes them. Alternatively, " + alternative);
	}

}
