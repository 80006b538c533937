package io.leader.autoconfigure;

import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.core.env.Environment;

import io.leader.autoconfigure.LeaderProperties.Platform;

/**
 * Decides whether locks are on this machine. Unless the property says so, they are if
 * this process does not run in a cluster and the application does not provide a
 * connection to one. Custom locks are not replaced by locks on this machine, since other
 * machines may share them.
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
	 * Returns whether an election's lock is on this machine because nothing says
	 * otherwise.
	 */
	boolean isLocalByDefault(LeaderProperties properties) {
		return properties.platform() == Platform.AUTO && !this.inCluster && !this.connectionProvided
				&& (LockTypes.isBuiltIn(properties.lockType()) || properties.lock().migrateFrom() != null);
	}

	/**
	 * Returns whether this process runs in a cluster.
	 */
	boolean isInCluster() {
		return this.inCluster;
	}

}
