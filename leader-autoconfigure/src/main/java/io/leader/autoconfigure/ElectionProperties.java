package io.leader.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.DeprecatedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.leader.autoconfigure.LeaderProperties.Platform;
import io.leader.autoconfigure.LeaderProperties.TestRole;

/**
 * Settings of one of several elections. Properties that are not set, except for the lock
 * name, fall back to those of {@link LeaderProperties}.
 *
 * @param enabled Whether to take part in elections.
 * @param platform Where the lock is stored.
 * @param lockType Kind of Kubernetes object used as the lock.
 * @param lockName Name of the lock, a DNS-1123 subdomain.
 * @param namespace Namespace of the lock.
 * @param identity Name of this candidate in the lock.
 * @param leaseDuration How long followers wait before they acquire a lock that its leader
 * no longer renews.
 * @param renewDeadline How long a leader may act after sending its last successful
 * renewal.
 * @param retryPeriod Pause between attempts to access the lock, and how long a candidate
 * waits after it yields before it campaigns again.
 * @param retryBackoffs Pauses after consecutive errors in accessing the lock. The last
 * one is repeated.
 * @param statusFile File that exists only while this replica leads, and contains its
 * identity.
 * @param lock How the lock is acquired and held.
 * @param shutdown What happens when a term or this process ends.
 * @param yield When a leader yields.
 * @param startup When the application starts.
 * @param kubernetes How leadership is published in Kubernetes.
 * @param observations Observations of elections.
 * @param test Elections that tests control.
 * @param fencing Protection against writes by a former leader.
 * @param shutdownTimeout Former name of shutdown.timeout, which takes precedence.
 * @since 0.1.0
 */
@ConfigurationPropertiesSource
public record ElectionProperties(@Nullable Boolean enabled, @Nullable Platform platform, @Nullable String lockType,
		@Nullable String lockName, @Nullable String namespace, @Nullable String identity,
		@Nullable Duration leaseDuration, @Nullable Duration renewDeadline, @Nullable Duration retryPeriod,
		@Nullable List<Duration> retryBackoffs, @Nullable String statusFile, @DefaultValue Lock lock,
		@DefaultValue Shutdown shutdown, @DefaultValue Yield yield, @DefaultValue Startup startup,
		@DefaultValue Kubernetes kubernetes, @DefaultValue Observations observations, @DefaultValue Test test,
		@DefaultValue Fencing fencing, @Nullable Duration shutdownTimeout) {

	/**
	 * Creates the settings. If {@code shutdown.timeout} is not set, the value under its
	 * former name applies.
	 */
	public ElectionProperties {
		if (shutdown.timeout() == null && shutdownTimeout != null) {
			shutdown = new Shutdown(shutdown.releaseLock(), shutdownTimeout, shutdown.onRevocation());
		}
	}

	/**
	 * Returns the value that is set under the former name of {@code shutdown.timeout}.
	 * @return the value, or {@code null} if the former name is not used
	 */
	@Override
	@DeprecatedConfigurationProperty(replacement = "leader.elections.*.shutdown.timeout", since = "0.1.0")
	public @Nullable Duration shutdownTimeout() {
		return this.shutdownTimeout;
	}

	/**
	 * Returns the effective settings of the election, which are its own settings, falling
	 * back to those shared by all elections.
	 * @param all the settings shared by all elections
	 * @return the effective settings
	 */
	LeaderProperties over(LeaderProperties all) {
		return new LeaderProperties(or(this.enabled, all.enabled()), or(this.platform, all.platform()),
				or(this.lockType, all.lockType()), orNone(this.lockName, all.lockName()),
				orNone(this.namespace, all.namespace()), orNone(this.identity, all.identity()),
				or(this.leaseDuration, all.leaseDuration()), or(this.renewDeadline, all.renewDeadline()),
				or(this.retryPeriod, all.retryPeriod()), or(this.retryBackoffs, all.retryBackoffs()), Map.of(), null,
				orNone(this.statusFile, all.statusFile()), this.lock.over(all.lock()),
				this.shutdown.over(all.shutdown()), this.yield.over(all.yield()), this.startup.over(all.startup()),
				this.kubernetes.over(all.kubernetes()), this.observations.over(all.observations()),
				this.test.over(all.test()), this.fencing.over(all.fencing()), null);
	}

	private static <T> T or(@Nullable T own, T ofAll) {
		return (own != null) ? own : ofAll;
	}

	private static <T> @Nullable T orNone(@Nullable T own, @Nullable T ofAll) {
		return (own != null) ? own : ofAll;
	}

	/**
	 * How the lock is acquired and held.
	 *
	 * @param forLife Whether a leader leads until its Pod is gone, and does not yield. A
	 * ConfigMap is then not renewed and does not expire; a Lease is renewed and expires
	 * as usual.
	 * @param ownerReference Whether the lock names the leader's Pod as its owner, so that
	 * another replica can lead as soon as that Pod is deleted, without waiting for the
	 * lease to expire.
	 * @param migrateFrom Lock type of the replicas that are being replaced.
	 * @param adoptExisting Whether an existing ConfigMap or Endpoints object that is not
	 * a lock may be turned into one.
	 * @param delayPerLeadership How much longer this replica waits before it acquires a
	 * free lock, for each other election that it leads, so that leadership is spread over
	 * the replicas.
	 */
	public record Lock(@Nullable Boolean forLife, @Nullable Boolean ownerReference, @Nullable String migrateFrom,
			@Nullable Boolean adoptExisting, @Nullable Duration delayPerLeadership) {

		LeaderProperties.Lock over(LeaderProperties.Lock all) {
			return new LeaderProperties.Lock(or(this.forLife, all.forLife()),
					or(this.ownerReference, all.ownerReference()), orNone(this.migrateFrom, all.migrateFrom()),
					or(this.adoptExisting, all.adoptExisting()), or(this.delayPerLeadership, all.delayPerLeadership()));
		}

	}

	/**
	 * What happens when a term or this process ends.
	 *
	 * @param releaseLock Whether a leader that shuts down releases the lock, so that
	 * another replica can lead immediately.
	 * @param timeout How long to wait for event listeners and guarded calls at the end of
	 * a term before the lock is left to expire.
	 * @param onRevocation Whether this process shuts down, with exit code 75, when it no
	 * longer leads.
	 */
	public record Shutdown(@Nullable Boolean releaseLock, @Nullable Duration timeout, @Nullable Boolean onRevocation) {

		LeaderProperties.Shutdown over(LeaderProperties.Shutdown all) {
			return new LeaderProperties.Shutdown(or(this.releaseLock, all.releaseLock()),
					or(this.timeout, all.timeout()), orNone(this.onRevocation, all.onRevocation()));
		}

	}

	/**
	 * When a leader yields.
	 *
	 * @param when When this replica does not campaign and, if it leads, yields: "none"
	 * (never), "liveness-broken", "readiness-refusing", or the name of a health group,
	 * when that group is down or out of service.
	 * @param gracePeriod How long a leader must be continuously unhealthy before it
	 * yields.
	 */
	public record Yield(@Nullable String when, @Nullable Duration gracePeriod) {

		LeaderProperties.Yield over(LeaderProperties.Yield all) {
			return new LeaderProperties.Yield(or(this.when, all.when()), or(this.gracePeriod, all.gracePeriod()));
		}

	}

	/**
	 * When the application starts.
	 *
	 * @param waitForLeadership Whether the application starts only once this replica
	 * leads. Until then, there is no web server, scheduler, listener, or runner.
	 * @param managementWhileWaiting Whether the management port, if it differs from the
	 * server port, is open while the application waits to start.
	 */
	public record Startup(@Nullable Boolean waitForLeadership, @Nullable Boolean managementWhileWaiting) {

		LeaderProperties.Startup over(LeaderProperties.Startup all) {
			return new LeaderProperties.Startup(or(this.waitForLeadership, all.waitForLeadership()),
					or(this.managementWhileWaiting, all.managementWhileWaiting()));
		}

	}

	/**
	 * How leadership is published in Kubernetes.
	 *
	 * @param events Whether to record a Kubernetes Event when this replica starts or
	 * stops leading.
	 * @param podLabel Label of the leader's Pod, as "key=value".
	 * @param podLabelOnFollowers Value of this label on the Pods of followers.
	 */
	public record Kubernetes(@Nullable Boolean events, @Nullable String podLabel,
			@Nullable String podLabelOnFollowers) {

		LeaderProperties.Kubernetes over(LeaderProperties.Kubernetes all) {
			return new LeaderProperties.Kubernetes(or(this.events, all.events()), orNone(this.podLabel, all.podLabel()),
					orNone(this.podLabelOnFollowers, all.podLabelOnFollowers()));
		}

	}

	/**
	 * Observations of elections.
	 *
	 * @param renewals Whether to create a Micrometer Observation for each renewal.
	 */
	public record Observations(@Nullable Boolean renewals) {

		LeaderProperties.Observations over(LeaderProperties.Observations all) {
			return new LeaderProperties.Observations(or(this.renewals, all.renewals()));
		}

	}

	/**
	 * Elections that are controlled by tests.
	 *
	 * @param role Initial role of this replica in an election without a lock. A test can
	 * change the role later.
	 */
	public record Test(@Nullable TestRole role) {

		LeaderProperties.Test over(LeaderProperties.Test all) {
			return new LeaderProperties.Test(orNone(this.role, all.role()));
		}

	}

	/**
	 * Protection against writes by a former leader.
	 *
	 * @param jdbc Fencing of transactions on relational databases.
	 */
	public record Fencing(@DefaultValue Jdbc jdbc) {

		LeaderProperties.Fencing over(LeaderProperties.Fencing all) {
			return new LeaderProperties.Fencing(this.jdbc.over(all.jdbc()));
		}

		/**
		 * Fencing of transactions on relational databases.
		 *
		 * @param enabled Whether transactions that involve a guarded call commit only if
		 * no later term has begun.
		 * @param preparationTimeout How long a new leader may take to store its fencing
		 * token in the databases before it yields.
		 */
		public record Jdbc(@Nullable Boolean enabled, @Nullable Duration preparationTimeout) {

			LeaderProperties.Fencing.Jdbc over(LeaderProperties.Fencing.Jdbc all) {
				return new LeaderProperties.Fencing.Jdbc(or(this.enabled, all.enabled()), all.initializeSchema(),
						all.tableName(), all.transactionManagers(),
						or(this.preparationTimeout, all.preparationTimeout()));
			}

		}

	}

}
