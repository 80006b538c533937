package io.leader.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of leader election.
 *
 * @param enabled Whether to take part in elections. Otherwise, no lock is accessed and
 * this replica always leads.
 * @param platform Where the lock is stored. "auto" uses Kubernetes in a cluster and the
 * local lock elsewhere, "kubernetes" also uses the cluster of a kubeconfig, "local"
 * elects among the processes of this user on this machine.
 * @param lockType Kind of Kubernetes object used as the lock.
 * @param mode How long a leader leads: "renewed" for as long as it renews the lock,
 * "for-life" until its Pod is gone.
 * @param ownerReference Whether the lock names the leader's Pod as its owner, so that a
 * deleted Pod is replaced without waiting for the lease. Not for locks shared with other
 * programs.
 * @param migrateFrom Lock type of replicas that are being replaced. While it is set, a
 * candidate holds the locks of both types and leads only while it holds both. Set it to
 * spring-cloud for replicas with spring-cloud-kubernetes-fabric8-leader.
 * @param adoptExisting Whether an existing ConfigMap or Endpoints object that is not a
 * lock may be turned into one.
 * @param lockName Name of the lock and of the election, a DNS-1123 subdomain. Defaults to
 * spring.application.name.
 * @param namespace Namespace of the lock. Defaults to POD_NAMESPACE, or to the namespace
 * of the service account or of the kubeconfig's context.
 * @param identity Name of this candidate in the lock. Defaults to POD_NAME, or to the
 * host name, followed by the process id outside a cluster.
 * @param leaseDuration How long followers wait for a leader that no longer renews before
 * they acquire the lock. Written as whole seconds, rounded up.
 * @param renewDeadline How long a leader may act after sending its last successful
 * renewal. Renewals are sent at intervals of half this time.
 * @param retryPeriod Pause between attempts, and how long a candidate holds back after it
 * yielded.
 * @param releaseOnShutdown Whether a leader that shuts down releases the lock, so that
 * another can lead at once.
 * @param shutdownTimeout How long to wait for event listeners and guarded calls at the
 * end of a term before the lock is left to expire.
 * @param elections Elections of this application by name, if there are several. Each may
 * override any property of "leader"; its lock is named after the application and the
 * election. If set, there are no other elections.
 * @param primary Election to use where none is named, if there are several.
 * @param spread How much longer this replica waits before it acquires a free lock, for
 * each other election that it leads, so that leaderships spread over the replicas. At
 * most the lease duration.
 * @param yieldWhen When a leader gives up and does not campaign: "none" (never),
 * "liveness-broken", "readiness-refusing", or the name of a health group, when it is down
 * or out of service.
 * @param yieldGrace How long a leader must be continuously unhealthy before it yields.
 * @param kubernetesEvents Whether to record a Kubernetes Event when this replica starts
 * and stops leading.
 * @param podLabel Label of the leader's Pod, as "key=value". The word "election" in angle
 * brackets is replaced with the election's name.
 * @param podLabelOnFollowers Value of this label on the Pods of followers. If not set,
 * followers do not have the label.
 * @param observeRenewals Whether to create a Micrometer Observation for each renewal.
 * @param statusFile File that exists only while this replica leads, and contains its
 * identity. The word "election" in angle brackets is replaced with the election's name.
 * @param startup When the application starts: "normal" immediately, "wait" once this
 * replica leads; until then there is no web server, scheduler, listener or runner.
 * @param managementWhileWaiting Whether the management port, if it differs from the
 * server port, is open while the application waits to start.
 * @param onRevoked What a replica does when it no longer leads: "continue" as a follower,
 * or "exit" with code 75. Defaults to "exit" with startup=wait, and to "continue"
 * otherwise.
 * @param retryBackoffs Pauses after consecutive errors of the API server, the last of
 * which is repeated. Defaults to the retry period, doubled with each error.
 * @param testAs Initial role of this replica, without a lock, until a test decides
 * otherwise. For tests only.
 * @param fencing Protection against writes of a former leader.
 * @since 0.1.0
 */
@ConfigurationProperties("leader")
public record LeaderProperties(@DefaultValue("true") boolean enabled, @DefaultValue("auto") Platform platform,
		@DefaultValue("leases") String lockType, @DefaultValue("renewed") Mode mode,
		@DefaultValue("false") boolean ownerReference, @Nullable String migrateFrom,
		@DefaultValue("false") boolean adoptExisting, @Nullable String lockName, @Nullable String namespace,
		@Nullable String identity, @DefaultValue("15s") Duration leaseDuration,
		@DefaultValue("10s") Duration renewDeadline, @DefaultValue("2s") Duration retryPeriod,
		@DefaultValue("true") boolean releaseOnShutdown, @DefaultValue("10s") Duration shutdownTimeout,
		@DefaultValue Map<String, ElectionProperties> elections, @Nullable String primary,
		@DefaultValue("0s") Duration spread, @DefaultValue("none") String yieldWhen,
		@DefaultValue("10s") Duration yieldGrace, @DefaultValue("false") boolean kubernetesEvents,
		@Nullable String podLabel, @Nullable String podLabelOnFollowers, @DefaultValue("false") boolean observeRenewals,
		@Nullable String statusFile, @DefaultValue("normal") Startup startup,
		@DefaultValue("false") boolean managementWhileWaiting, @Nullable OnRevoked onRevoked,
		@DefaultValue List<Duration> retryBackoffs, @Nullable TestRole testAs, @DefaultValue Fencing fencing) {

	/**
	 * When the application starts.
	 */
	public enum Startup {

		/**
		 * Immediately.
		 */
		NORMAL,

		/**
		 * Once this replica leads.
		 */
		WAIT

	}

	/**
	 * What a replica does when it no longer leads.
	 */
	public enum OnRevoked {

		/**
		 * It continues as a follower.
		 */
		CONTINUE,

		/**
		 * It exits, so that it is restarted.
		 */
		EXIT

	}

	/**
	 * Returns whether a replica that no longer leads exits.
	 * @return {@code true} if it exits
	 */
	public boolean exitsOnRevoked() {
		return (this.onRevoked != null) ? this.onRevoked == OnRevoked.EXIT : this.startup == Startup.WAIT;
	}

	/**
	 * Protection against writes of a former leader.
	 *
	 * @param jdbc Fencing of transactions on relational databases.
	 */
	public record Fencing(@DefaultValue Jdbc jdbc) {

		/**
		 * Fencing of transactions on relational databases.
		 *
		 * @param enabled Whether transactions that involve a guarded call commit only if
		 * no later leader has begun.
		 * @param initializeSchema When to create the table of fencing tokens.
		 * @param tableName Name of the table of fencing tokens.
		 * @param transactionManagers Names of the transaction managers whose transactions
		 * are fenced. Defaults to all that use a DataSource.
		 * @param preparationTimeout How long a new leader waits for the databases before
		 * it yields.
		 */
		public record Jdbc(@DefaultValue("false") boolean enabled,
				@DefaultValue("embedded") InitializeSchema initializeSchema,
				@DefaultValue("leader_fencing_token") String tableName, @DefaultValue List<String> transactionManagers,
				@DefaultValue("10s") Duration preparationTimeout) {

		}

		/**
		 * When a table is created.
		 */
		public enum InitializeSchema {

			/**
			 * At each start, unless the table exists.
			 */
			ALWAYS,

			/**
			 * At each start, in an in-memory database only.
			 */
			EMBEDDED,

			/**
			 * Never.
			 */
			NEVER

		}

	}

	/**
	 * How long a leader leads.
	 */
	public enum Mode {

		/**
		 * For as long as it renews the lock.
		 */
		RENEWED,

		/**
		 * Until its Pod is gone.
		 */
		FOR_LIFE

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
		 * Kubernetes in a cluster, the local lock elsewhere.
		 */
		AUTO,

		/**
		 * Kubernetes; outside a cluster, through the kubeconfig.
		 */
		KUBERNETES,

		/**
		 * Files on this machine.
		 */
		LOCAL

	}

}
