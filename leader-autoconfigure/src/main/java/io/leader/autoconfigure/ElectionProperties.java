package io.leader.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.Binder;

import io.leader.autoconfigure.LeaderProperties.Mode;
import io.leader.autoconfigure.LeaderProperties.OnRevoked;
import io.leader.autoconfigure.LeaderProperties.Platform;
import io.leader.autoconfigure.LeaderProperties.Startup;
import io.leader.autoconfigure.LeaderProperties.TestRole;

/**
 * Settings of one of several elections. Anything that is not set falls back to
 * {@link LeaderProperties}.
 *
 * @param enabled Whether to take part in elections.
 * @param platform Where the lock is stored.
 * @param lockType Kind of Kubernetes object used as the lock.
 * @param mode How long a leader leads: "renewed" for as long as it renews the lock,
 * "for-life" until its Pod is gone.
 * @param ownerReference Whether the lock names the leader's Pod as its owner, so that a
 * deleted Pod is replaced without waiting for the lease.
 * @param migrateFrom Lock type of replicas that are being replaced.
 * @param adoptExisting Whether an existing ConfigMap or Endpoints object that is not a
 * lock may be turned into one.
 * @param lockName Name of the lock and of the election, a DNS-1123 subdomain.
 * @param namespace Namespace of the lock.
 * @param identity Name of this candidate in the lock.
 * @param leaseDuration How long followers wait for a leader that no longer renews before
 * they acquire the lock.
 * @param renewDeadline How long a leader may act after sending its last successful
 * renewal.
 * @param retryPeriod Pause between attempts, and how long a candidate holds back after it
 * yielded.
 * @param releaseOnShutdown Whether a leader that shuts down releases the lock, so that
 * another can lead at once.
 * @param shutdownTimeout How long to wait for event listeners and guarded calls at the
 * end of a term before the lock is left to expire.
 * @param spread How much longer this replica waits before it acquires a free lock, for
 * each other election that it leads, so that leaderships spread over the replicas.
 * @param yieldWhen When a leader gives up and does not campaign: "none" (never),
 * "liveness-broken", "readiness-refusing", or the name of a health group, when it is down
 * or out of service.
 * @param yieldGrace How long a leader must be continuously unhealthy before it yields.
 * @param kubernetesEvents Whether to record a Kubernetes Event when this replica starts
 * and stops leading.
 * @param podLabel Label of the leader's Pod, as "key=value".
 * @param podLabelOnFollowers Value of this label on the Pods of followers.
 * @param observeRenewals Whether to create a Micrometer Observation for each renewal.
 * @param statusFile File that exists only while this replica leads, and contains its
 * identity.
 * @param startup When the application starts: "normal" immediately, "wait" once this
 * replica leads; until then there is no web server, scheduler, listener or runner.
 * @param managementWhileWaiting Whether the management port, if it differs from the
 * server port, is open while the application waits to start.
 * @param onRevoked What a replica does when it no longer leads: "continue" as a follower,
 * or "exit" with code 75.
 * @param retryBackoffs Pauses after consecutive errors of the API server, the last of
 * which is repeated.
 * @param testAs Initial role of this replica, without a lock, until a test decides
 * otherwise.
 * @param fencing Protection against writes of a former leader.
 * @since 0.1.0
 */
@ConfigurationPropertiesSource
public record ElectionProperties(@Nullable Boolean enabled, @Nullable Platform platform, @Nullable String lockType,
		@Nullable Mode mode, @Nullable Boolean ownerReference, @Nullable String migrateFrom,
		@Nullable Boolean adoptExisting, @Nullable String lockName, @Nullable String namespace,
		@Nullable String identity, @Nullable Duration leaseDuration, @Nullable Duration renewDeadline,
		@Nullable Duration retryPeriod, @Nullable Boolean releaseOnShutdown, @Nullable Duration shutdownTimeout,
		@Nullable Duration spread, @Nullable String yieldWhen, @Nullable Duration yieldGrace,
		@Nullable Boolean kubernetesEvents, @Nullable String podLabel, @Nullable String podLabelOnFollowers,
		@Nullable Boolean observeRenewals, @Nullable String statusFile, @Nullable Startup startup,
		@Nullable Boolean managementWhileWaiting, @Nullable OnRevoked onRevoked, @Nullable List<Duration> retryBackoffs,
		@Nullable TestRole testAs, @Nullable Fencing fencing) {

	/**
	 * Protection against writes of a former leader.
	 *
	 * @param jdbc Fencing of transactions on relational databases.
	 */
	public record Fencing(@Nullable Jdbc jdbc) {

		LeaderProperties.Fencing over(LeaderProperties.Fencing all) {
			return (this.jdbc != null) ? new LeaderProperties.Fencing(this.jdbc.over(all.jdbc())) : all;
		}

		/**
		 * Fencing of transactions on relational databases.
		 *
		 * @param enabled Whether transactions that involve a guarded call commit only if
		 * no later leader has begun.
		 * @param preparationTimeout How long a new leader waits for the databases before
		 * it yields.
		 */
		public record Jdbc(@Nullable Boolean enabled, @Nullable Duration preparationTimeout) {

			LeaderProperties.Fencing.Jdbc over(LeaderProperties.Fencing.Jdbc all) {
				return new LeaderProperties.Fencing.Jdbc(or(this.enabled, all.enabled()), all.initializeSchema(),
						all.tableName(), all.transactionManagers(),
						or(this.preparationTimeout, all.preparationTimeout()));
			}

		}

	}

	/**
	 * Converts the value of an election without properties, such as {@code mails:} in
	 * YAML, which is empty text for Spring Boot 4.0.
	 * @param text the value
	 * @return settings that override nothing
	 * @throws IllegalArgumentException if there is any text
	 */
	public static ElectionProperties of(String text) {
		if (!text.isBlank()) {
			throw new IllegalArgumentException(
					"'%s' is not a property of an election, such as enabled: true.".formatted(text));
		}
		return new Binder(List.of()).bindOrCreate("", ElectionProperties.class);
	}

	/**
	 * Returns the effective settings of the election: its own, falling back to those of
	 * all elections.
	 * @param all the settings of all elections
	 * @return the settings of this one
	 */
	LeaderProperties over(LeaderProperties all) {
		return new LeaderProperties(or(this.enabled, all.enabled()), or(this.platform, all.platform()),
				or(this.lockType, all.lockType()), or(this.mode, all.mode()),
				or(this.ownerReference, all.ownerReference()), orNone(this.migrateFrom, all.migrateFrom()),
				or(this.adoptExisting, all.adoptExisting()), orNone(this.lockName, all.lockName()),
				orNone(this.namespace, all.namespace()), orNone(this.identity, all.identity()),
				or(this.leaseDuration, all.leaseDuration()), or(this.renewDeadline, all.renewDeadline()),
				or(this.retryPeriod, all.retryPeriod()), or(this.releaseOnShutdown, all.releaseOnShutdown()),
				or(this.shutdownTimeout, all.shutdownTimeout()), Map.of(), null, or(this.spread, all.spread()),
				or(this.yieldWhen, all.yieldWhen()), or(this.yieldGrace, all.yieldGrace()),
				or(this.kubernetesEvents, all.kubernetesEvents()), orNone(this.podLabel, all.podLabel()),
				orNone(this.podLabelOnFollowers, all.podLabelOnFollowers()),
				or(this.observeRenewals, all.observeRenewals()), orNone(this.statusFile, all.statusFile()),
				or(this.startup, all.startup()), or(this.managementWhileWaiting, all.managementWhileWaiting()),
				orNone(this.onRevoked, all.onRevoked()), or(this.retryBackoffs, all.retryBackoffs()),
				orNone(this.testAs, all.testAs()),
				(this.fencing != null) ? this.fencing.over(all.fencing()) : all.fencing());
	}

	private static <T> T or(@Nullable T own, T ofAll) {
		return (own != null) ? own : ofAll;
	}

	private static <T> @Nullable T orNone(@Nullable T own, @Nullable T ofAll) {
		return (own != null) ? own : ofAll;
	}

}
