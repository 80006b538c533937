package io.leader.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

import io.leader.kubernetes.ObjectNames;
import io.leader.kubernetes.ThisPod;

/**
 * Determines the names that an election needs, from the properties, the environment
 * variables set through Kubernetes' downward API, or the host name.
 */
final class ElectionNames {

	private final Environment environment;

	private final boolean inCluster;

	ElectionNames(Environment environment, boolean inCluster) {
		this.environment = environment;
		this.inCluster = inCluster;
	}

	/**
	 * Returns the name of an election. Unlike the name of a lock, this name is not
	 * validated, and it has a default.
	 * @param election the election's own name, or {@code null} if it has none
	 * @param properties the properties of the election
	 */
	String electionName(@Nullable String election, LeaderProperties properties) {
		String application = applicationName(properties);
		return (election != null) ? election : (application != null) ? application : "application";
	}

	/**
	 * Returns the lock name of an election without its own name. Such an election is the
	 * only one.
	 * @throws LeaderConfigurationException if the name is not configured or not valid
	 */
	String lockName(LeaderProperties properties) {
		String key = (properties.lockName() != null) ? "leader.lock-name" : "spring.application.name";
		String name = applicationName(properties);
		if (name == null) {
			throw new LeaderConfigurationException(
					"The election has no name: neither leader.lock-name nor spring.application.name is set.",
					"Set leader.lock-name or spring.application.name to a name that all replicas share.");
		}
		return checkedLockName(name, key, "leader.lock-name");
	}

	/**
	 * Returns the name of the lock of a named election.
	 * @param election the name of the election
	 * @param own the lock name from the election's own properties, if set
	 * @param root the properties shared by all elections
	 * @throws LeaderConfigurationException if the name is not valid
	 */
	String lockName(String election, @Nullable String own, LeaderProperties root) {
		String key = "leader.elections." + election + ".lock-name";
		if (own != null) {
			return checkedLockName(own, key, key);
		}
		String application = applicationName(root);
		return checkedLockName((application != null) ? application + "-" + election : election,
				"The lock name of election '" + election + "'", key);
	}

	private @Nullable String applicationName(LeaderProperties properties) {
		return (properties.lockName() != null) ? properties.lockName()
				: this.environment.getProperty("spring.application.name");
	}

	private static String checkedLockName(String name, String found, String key) {
		if (!ObjectNames.isName(name)) {
			throw new LeaderConfigurationException("%s is '%s', which is not a valid lock name.".formatted(found, name),
					"Set %s to a DNS-1123 subdomain: at most 253 lowercase letters, digits, '-', and '.', where every part "
						.formatted(key) + "starts and ends with a letter or digit.");
		}
		return name;
	}

	/**
	 * Returns the namespace from the properties or, if it is not set there, from
	 * {@code POD_NAMESPACE}.
	 * @return the namespace, or {@code null} if neither is set
	 * @throws LeaderConfigurationException if the namespace is not valid
	 */
	@Nullable String namespace(LeaderProperties properties, String prefix) {
		String key = (properties.namespace() != null) ? prefix + ".namespace" : "POD_NAMESPACE";
		String namespace = (properties.namespace() != null) ? properties.namespace() : pod().namespace();
		if (namespace != null && !ObjectNames.isNamespace(namespace)) {
			throw new LeaderConfigurationException(
					"%s is '%s', which is not a valid namespace name.".formatted(key, namespace),
					"Set %s.namespace to a DNS-1123 label: at most 63 lowercase letters, digits, and '-', starting and ending "
						.formatted(prefix) + "with a letter or digit.");
		}
		return namespace;
	}

	/**
	 * Returns this candidate's identity in an election: the identity with which the
	 * election is registered, or else the configured one, the Pod's name, or the host
	 * name (with the process ID outside a cluster).
	 * @param settings the settings of the election
	 * @param registered the identity with which the election is registered at runtime, or
	 * {@code null} if there is none
	 * @throws LeaderConfigurationException if the identity is blank
	 */
	String identity(EffectiveSettings settings, @Nullable String registered) {
		if (registered != null) {
			if (registered.isBlank()) {
				throw new LeaderConfigurationException(
						"Election '%s' is registered with a blank identity ('%s')."
							.formatted(settings.origin().election(), registered),
						"Register the election with a different identity in each replica, or without one to use the default.");
			}
			return registered;
		}
		String identity = settings.properties().identity();
		if (identity != null) {
			if (identity.isBlank()) {
				String key = settings.origin().prefix() + ".identity";
				String remove = settings.origin().isCustomized("identity") ? "do not set one" : "remove " + key;
				throw settings.origin()
					.failure("%s is blank ('%s').".formatted(key, identity),
							"Set a different identity for each replica, or %s to use POD_NAME or the host name."
								.formatted(remove),
							"identity");
			}
			return identity;
		}
		String podName = pod().name();
		if (podName != null) {
			return podName;
		}
		String host = HostName.find();
		return this.inCluster ? host : host + "-" + ProcessHandle.current().pid();
	}

	/**
	 * Returns what is known about the Pod. Call this method again at each start, since
	 * this process may have been restored from a checkpoint in another Pod.
	 */
	ThisPod pod() {
		return ThisPod.of(this.environment::getProperty);
	}

}
