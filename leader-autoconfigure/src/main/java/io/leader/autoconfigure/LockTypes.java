package io.leader.autoconfigure;

import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.leader.election.ElectionLock;
import io.leader.election.ElectionLockFactory;
import io.leader.election.LockCoordinates;

/**
 * The lock types that an application can choose from: one factory bean each, by name.
 */
final class LockTypes {

	/**
	 * The name of the factory that the platform chooses, not {@code leader.lock-type}.
	 */
	static final String LOCAL = "local";

	private final TreeMap<String, ElectionLockFactory> factories;

	LockTypes(Map<String, ElectionLockFactory> factories) {
		this.factories = new TreeMap<>(factories);
	}

	ElectionLock create(String election, String lockType, String prefix, boolean local, String name,
			@Nullable String namespace) {
		LockCoordinates lock = new LockCoordinates(local ? LOCAL : lockType, name, namespace);
		ElectionLockFactory factory = this.factories.get(lockType);
		ElectionLockFactory onThisMachine = this.factories.get(LOCAL);
		if (local && onThisMachine != null && this.factories.size() == 1) {
			// Without a Kubernetes client there are no other types, and none is needed.
			return onThisMachine.create(election, lock);
		}
		if (factory == null || lockType.equals(LOCAL)) {
			TreeMap<String, ElectionLockFactory> others = new TreeMap<>(this.factories);
			others.remove(LOCAL);
			throw new LeaderConfigurationException(
					"%s.lock-type is '%s', and there is no such lock type.".formatted(prefix, lockType),
					others.isEmpty() ? "Add io.fabric8:kubernetes-client and io.fabric8:kubernetes-httpclient-jdk."
							: "Set %s.lock-type to one of: %s.%s".formatted(prefix, String.join(", ", others.keySet()),
									lockType.equals(LOCAL)
											? " For the lock on this machine set leader.platform to local." : ""));
		}
		return (local ? this.factories.getOrDefault(LOCAL, factory) : factory).create(election, lock);
	}

}
