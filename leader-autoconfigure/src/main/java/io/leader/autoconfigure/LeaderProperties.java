package io.leader.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.DeprecatedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of leader election.
 *
 * @param enabled Whether to take part in elections. If false, no lock is accessed, and
 * this replica always leads.
 * @param platform Where the lock is stored. "auto" uses Kubernetes in a cluster or if the
 * application has KubernetesConnectionDetails, and otherwise the local lock, unless the
 * election uses a custom lock type. "kubernetes" also uses the cluster of a kubeconfig.
 * "local" elects a leader among the processes of this user on this machine.
 * @param lockType Kind of Kubernetes object used as the lock.
 * @param lockName Name of the lock and, unless "elections" is set, of the election. A
 * DNS-1123 subdomain. Defaults to spring.application.name.
 * @param namespace Namespace of the lock. Defaults to POD_NAMESPACE, or to the namespace
 * of the service account or of the kubeconfig's context.
 * @param identity Name of this candidate in the lock. Defaults to POD_NAME, or to the
 * host name (with the process ID outside a cluster).
 * @param leaseDuration How long followers wait before they acquire a lock that its leader
 * no longer renews. Stored in whole seconds, rounded up.
 * @param renewDeadline How long a leader may act after sending its last successful
 * renewal. Renewals are sent at intervals of half this time.
 * @param retryPeriod Pause between attempts to access the lock, and how long a candidate
 * waits after it yields before it campaigns again.
 * @param retryBackoffs Pauses after consecutive errors in accessing the lock. The last
 * one is repeated. Defaults to the retry period, doubled with each error.
 * @param elections Elections of this application by name, if there are several. Each may
 * override most properties of "leader"; its lock is named after the application and the
 * election. If set, no other elections are configured.
 * @param primary Election to use when no name is specified, if there are several.
 * @param statusFile File that exists only while this replica leads, and contains its
 * identity. The word "election" in angle brackets is replaced with the election's name.
 * @param lock How the lock is acquired and held.
 * @param shutdown What happens when a term or this process ends.
 * @param yield When a leader yields.
 * @param startup When the application starts.
 * @param kubernetes How leadership is published in Kubernetes.
 * @param observations Observations of elections.
 * @param test Elections that tests control.
 * @param fencing Protection against writes by a former leader.
 * @param shutdownTimeout Former name of leader.shutdown.timeout, which takes precedence.
 * @since 0.1.0
 */
@ConfigurationProperties("leader")
public record LeaderProperties(@DefaultValue("true") boolean enabled, @DefaultValue("auto") Platform platform,
		@DefaultValue("leases") String lockType, @Nullable String lockName, @Nullable String namespace,
		@Nullable String identity, @DefaultValue("15s") Duration leaseDuration,
		@DefaultValue("10s") Duration renewDeadline, @DefaultValue("2s") Duration retryPeriod,
		@DefaultValue List<Duration> retryBackoffs, @DefaultValue Map<String, ElectionProperties> elections,
		@Nullable String primary, @Nullable String statusFile, @DefaultValue Lock lock, @DefaultValue Shutdown shutdown,
		@DefaultValue Yield yield, @DefaultValue Startup startup, @DefaultValue Kubernetes kubernetes,
		@DefaultValue Observations observations, @DefaultValue Test test, @DefaultValue Fencing fencing,
		@Nullable Duration shutdownTimeout) {

	/**
	 * Creates the settings. If {@code shutdown.timeout} is not set, the value under its
	 * former name applies.
	 */
	public LeaderProperties {
		if (shutdown.timeout == null) {
			shutdown = new Shutdown(shutdown.releaseLock(),
					(shutdownTimeout != null) ? shutdownTimeout : shutdown.timeout(), shutdown.onRevocation());
		}
	}

	/**
	 * Returns the value that is set under the former name of
	 * {@code leader.shutdown.timeout}.
	 * @return the value, or {@code null} if the former name is not used
	 */
	@Override
	@DeprecatedConfigurationProperty(replacement = "leader.shutdown.timeout", since = "0.1.0")
	public @Nullable Duration shutdownTimeout() {
		return this.shutdownTimeout;
	}

	/**
	 * Returns whether this process exits when it no longer leads. By default, it exits if
	 * the application waits for leadership.
	 * @return {@code true} if it exits
	 */
	public boolean exitsOnRevocation() {
		Boolean configured = this.shutdown.onRevocation();
		return (configured != null) ? configured : this.startup.waitForLeadership();
	}

	/**
	 * How the lock is acquired and held.
	 *
	 * @param forLife Whether a leader leads until its Pod is gone, and does not yield. A
	 * ConfigMap is then not renewed and does not expire; a Lease is renewed and expires
	 * as usual.
	 * @param ownerReference Whether the lock names the leader's Pod as its owner, so that
	 * another replica can lead as soon as that Pod is deleted, without waiting for the
	 * lease to expire. Do not set it for locks that are shared with other programs.
	 * @param migrateFrom Lock type of the replicas that are being replaced. While it is
	 * set, a candidate competes for the locks of both types and leads only while it holds
	 * both. Set it to spring-cloud for replicas that use
	 * spring-cloud-kubernetes-fabric8-leader.
	 * @param adoptExisting Whether an existing ConfigMap or Endpoints object that is not
	 * a lock may be turned into one.
	 * @param delayPerLeadership How much longer this replica waits before it acquires a
	 * free lock, for each other election that it leads, so that leadership is spread over
	 * the replicas. The total is limited to the lease duration.
	 */
	public record Lock(@DefaultValue("false") boolean forLife, @DefaultValue("false") boolean ownerReference,
			@Nullable String migrateFrom, @DefaultValue("false") boolean adoptExisting,
			@DefaultValue("0s") Duration delayPerLeadership) {

	}

	/**
	 * What happens when a term or this process ends.
	 *
	 * @param releaseLock Whether a leader that shuts down releases the lock, so that
	 * another replica can lead immediately.
	 * @param timeout How long to wait for event listeners and guarded calls at the end of
	 * a term before the lock is left to expire.
	 * @param onRevocation Whether this process shuts down, with exit code 75, when it no
	 * longer leads. Defaults to the value of leader.startup.wait-for-leadership.
	 */
	public record Shutdown(@DefaultValue("true") boolean releaseLock, @Nullable Duration timeout,
			@Nullable Boolean onRevocation) {

		private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

		/**
		 * Returns how long to wait for event listeners and guarded calls.
		 * @return the timeout, 10 seconds by default
		 */
		@Override
		public Duration timeout() {
			return (this.timeout != null) ? this.timeout : DEFAULT_TIMEOUT;
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
	public record Yield(@DefaultValue("none") String when, @DefaultValue("10s") Duration gracePeriod) {

	}

	/**
	 * When the application starts.
	 *
	 * @param waitForLeadership Whether the application starts only once this replica
	 * leads. Until then, there is no web server, scheduler, listener, or runner.
	 * @param managementWhileWaiting Whether the management port, if it differs from the
	 * server port, is open while the application waits to start.
	 */
	public record Startup(@DefaultValue("false") boolean waitForLeadership,
			@DefaultValue("false") boolean managementWhileWaiting) {

	}

	/**
	 * How leadership is published in Kubernetes.
	 *
	 * @param events Whether to record a Kubernetes Event when this replica starts or
	 * stops leading.
	 * @param podLabel Label of the leader's Pod, as "key=value". The word "election" in
	 * angle brackets is replaced with the election's name.
	 * @param podLabelOnFollowers Value of this label on the Pods of followers. If not
	 * set, followers do not have the label.
	 */
	public record Kubernetes(@DefaultValue("false") boolean events, @Nullable String podLabel,
			@Nullable String podLabelOnFollowers) {

	}

	/**
	 * Observations of elections.
	 *
	 * @param renewals Whether to create a Micrometer Observation for each renewal.
	 */
	public record Observations(@DefaultValue("false") boolean renewals) {

	}

	/**
	 * Elections that are controlled by tests.
	 *
	 * @param role Initial role of this replica in an election without a lock. A test can
	 * change the role later. For tests only.
	 */
	public record Test(@Nullable TestRole role) {

	}

	/**
	 * Protection against writes by a former leader.
	 *
	 * @param jdbc Fencing of transactions on relational databases.
	 */
	public record Fencing(@DefaultValue Jdbc jdbc) {

		/**
		 * Fencing of transactions on relational databases.
		 *
		 * @param enabled Whether transactions that involve a guarded call commit only if
		 * no later term has begun.
		 * @param initializeSchema When to create the table of fencing tokens.
		 * @param tableName Name of the table of fencing tokens.
		 * @param transactionManagers Names of the transaction managers whose transactions
		 * are fenced. Defaults to all that use a DataSource.
		 * @param preparationTimeout How long a new leader may take to store its fencing
		 * token in the databases before it yields.
		 */
		public record Jdbc(@DefaultValue("false") boolean enabled,
				@DefaultValue("embedded") InitializeSchema initializeSchema,
				@DefaultValue("leader_fencing_token") String tableName, @DefaultValue List<String> transactionManagers,
				@DefaultValue("10s") Duration preparationTimeout) {

		}

		/**
		 * When the table of fencing tokens is created.
		 */
		public enum InitializeSchema {

			/**
			 * At each start, unless the table exists.
			 */
			ALWAYS,

			/**
			 * At each start, unless the table exists, but only in an in-memory database.
			 */
			EMBEDDED,

			/**
			 * Never.
			 */
			NEVER

		}

	}

	/**
	 * The role of a replica in a test.
	 */
	public enum TestRole {

		/**
		 * The replica leads.
		 */
		LEADER,

		/**
		 * The replica follows.
		 */
		FOLLOWER

	}

	/**
	 * Where a lock is stored.
	 */
	public enum Platform {

		/**
		 * Kubernetes if this process runs in a cluster or the application provides a
		 * connection to one. Otherwise, the local lock, unless the election uses a custom
		 * lock type.
		 */
		AUTO,

		/**
		 * Kubernetes, even outside a cluster, for example the cluster of a kubeconfig.
		 */
		KUBERNETES,

		/**
		 * Files on this machine.
		 */
		LOCAL

	}

}
