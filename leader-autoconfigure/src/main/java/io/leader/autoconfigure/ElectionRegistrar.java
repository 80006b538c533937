package io.leader.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.core.env.Environment;

import io.leader.autoconfigure.LeaderProperties.Platform;
import io.leader.election.ElectionEngine;
import io.leader.election.ElectionLock;
import io.leader.election.ElectionLockFactory.LockCoordinates;
import io.leader.election.ElectionSettings;
import io.leader.election.ElectionTimings;
import io.leader.election.InstanceMark;
import io.leader.election.LeaderElection;

/**
 * Translates the properties into an election, once, and closes its lock with the
 * application.
 */
final class ElectionRegistrar implements DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(ElectionRegistrar.class);

	private final LeaderProperties properties;

	private final LockTypes lockTypes;

	private final ElectionNames names;

	private final boolean local;

	private final List<AutoCloseable> opened = new ArrayList<>();

	ElectionRegistrar(LeaderProperties properties, Environment environment, LockTypes lockTypes) {
		this.properties = properties;
		this.lockTypes = lockTypes;
		boolean inCluster = CloudPlatform.KUBERNETES.isActive(environment);
		this.names = new ElectionNames(properties, environment, inCluster);
		this.local = properties.platform() == Platform.LOCAL || (properties.platform() == Platform.AUTO && !inCluster);
	}

	LeaderElection register(ElectionEngine engine) {
		String name = this.names.lockName();
		if (!this.properties.enabled()) {
			logger.info(
					"Election '{}' is switched off (leader.enabled=false): this process leads, and so does every other.",
					name);
			return engine.addSwitchedOff(name, this.names.identity());
		}
		ElectionSettings settings = new ElectionSettings(name, this.names.identity(),
				InstanceMark.ofThisStart(this.names.podUid()), timings(), this.properties.releaseOnShutdown(),
				shutdownTimeout());
		ElectionLock lock = this.lockTypes.create(this.properties.lockType(), this.local,
				new LockCoordinates(name, this.names.namespace()));
		if (lock instanceof AutoCloseable closeable) {
			this.opened.add(closeable);
		}
		if (this.local) {
			logger.info("Election '{}' is among the processes of this user on this machine ({}). To use a cluster, set "
					+ "leader.platform=kubernetes.", name, lock);
		}
		return engine.add(settings, lock);
	}

	private ElectionTimings timings() {
		try {
			return new ElectionTimings(this.properties.leaseDuration(), this.properties.renewDeadline(),
					this.properties.retryPeriod());
		}
		catch (IllegalArgumentException ex) {
			throw new LeaderConfigurationException(
					"leader.lease-duration, leader.renew-deadline and leader.retry-period do not fit together. "
							+ ex.getMessage(),
					"Choose lease-duration > renew-deadline > retry-period > 0, for instance 15s, 10s and 2s.");
		}
	}

	private Duration shutdownTimeout() {
		if (this.properties.shutdownTimeout().isNegative()) {
			throw new LeaderConfigurationException(
					"leader.shutdown-timeout is negative (%s).".formatted(this.properties.shutdownTimeout()),
					"Set leader.shutdown-timeout to how long listeners and guarded calls may take to end, for instance 10s.");
		}
		return this.properties.shutdownTimeout();
	}

	@Override
	public void destroy() throws Exception {
		for (AutoCloseable lock : this.opened) {
			lock.close();
		}
	}

}
