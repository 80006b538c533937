package io.leader.autoconfigure;

import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.core.env.Environment;

import io.leader.autoconfigure.LeaderProperties.Platform;

/**
 * Decides whether locks are on this machine. If the platform is not configured, an
 * election's lock is on this machine unless this process runs in a cluster, the
 * application provides a connection to one, or the election uses a custom lock type,
 * whose locks might be shared with other machines.
 */
final class LockPlatform {

	private final boolean inCluster;

	private final boolean connectionProvided;

	LockPlatform(Environment environment, boolean connectionProvided) {
		this.inCluster = CloudPlatform.KUBERNETES.isActive(environment);
		this.connectionProvided = connectionProvided;
	}

	/**
	 * Returns whether an election's lock is on this machine.
	 */
	boolean isLocal(LeaderProperties properties) {
		return properties.platform() == Platform.LOCAL || isLocalByDefault(properties);
	}

	/**
	 * Returns whether an election's lock is on this machine by default, that is, without
	 * {@code leader.platform=local}.
	 */
	boolean isLocalByDefault(LeaderProperties properties) {
		return isUndecided(properties) && !hasCustom(properties);
	}

	/**
	 * Checks that a migration between a custom lock and one in a cluster can find the
	 * cluster.
	 * @param prefix the prefix of the election's properties
	 */
	void checkMigration(LeaderProperties properties, String prefix) {
		String old = properties.lock().migrateFrom();
		if (old != null && isUndecided(properties) && hasCustom(properties)
				&& (LockTypes.isInCluster(properties.lockType()) || LockTypes.isInCluster(old))) {
			throw new LeaderConfigurationException(
					("%1$s.lock-type is '%2$s' and %1$s.lock.migrate-from is '%3$s', but this process is not in a cluster, and "
							+ "%1$s.platform is not set.")
						.formatted(prefix, properties.lockType(), old),
					("Set %1$s.platform to kubernetes, to use the cluster of a kubeconfig, or to local, for an election among "
							+ "the processes on this machine.")
						.formatted(prefix));
		}
	}

	/**
	 * Returns whether the platform is {@code auto} and no cluster is known: this process
	 * does not run in one, and the application does not provide a connection to one.
	 */
	private boolean isUndecided(LeaderProperties properties) {
		return properties.platform() == Platform.AUTO && !this.inCluster && !this.connectionProvided;
	}

	private static boolean hasCustom(LeaderProperties properties) {
		String old = properties.lock().migrateFrom();
		return !LockTypes.isBuiltIn(properties.lockType()) || (old != null && !LockTypes.isBuiltIn(old));
	}

	/**
	 * Returns whether this process runs in a cluster.
	 */
	boolean isInCluster() {
		return this.inCluster;
	}

}
