package io.leader.autoconfigure;

import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.core.env.Environment;

import io.leader.autoconfigure.LeaderProperties.Platform;

/**
 * Decides whether locks are on this machine. If the platform is not configured, locks are
 * on this machine unless this process runs in a cluster or the application provides a
 * connection to one. Custom locks are not replaced by locks on this machine, since other
 * machines may share them, except while {@code leader.lock.migrate-from} is set.
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
