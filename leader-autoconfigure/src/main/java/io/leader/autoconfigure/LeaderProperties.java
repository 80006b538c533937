package io.leader.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of leader election.
 *
 * @param enabled Whether to take part in elections. If not, no lock is touched and this
 * replica always leads.
 * @param platform Where the lock is kept. "auto" uses Kubernetes in a cluster and the
 * local lock elsewhere, "kubernetes" also uses the cluster of a kubeconfig, "local"
 * elects among the processes of this user on this machine.
 * @param lockType What kind of Kubernetes object the lock is.
 * @param lockName Name of the lock and of the election, a DNS-1123 subdomain. Defaults to
 * spring.application.name.
 * @param namespace Namespace of the lock. Defaults to POD_NAMESPACE, else to the
 * namespace of the service account or of the kubeconfig's context.
 * @param identity Name of this candidate in the lock. Defaults to POD_NAME, else to the
 * host name, outside a cluster with the process id.
 * @param leaseDuration How long followers wait for a leader that renews no more before
 * they take the lock. Written as whole seconds, rounded up.
 * @param renewDeadline How long a leader may act after the sending of its last successful
 * renewal. Renewals are sent every half of it.
 * @param retryPeriod Pause between tries, and the time that a candidate stays back after
 * it yielded.
 * @param releaseOnShutdown Whether a leader that shuts down releases the lock, so that
 * another can lead at once.
 * @param shutdownTimeout How long to wait for event listeners and guarded calls at the
 * end of a term before the lock is left to expire.
 */
@ConfigurationProperties("leader")
public record LeaderProperties(@DefaultValue("true") boolean enabled, @DefaultValue("auto") Platform platform,
		@DefaultValue("leases") String lockType, @Nullable String lockName, @Nullable String namespace,
		@Nullable String identity, @DefaultValue("15s") Duration leaseDuration,
		@DefaultValue("10s") Duration renewDeadline, @DefaultValue("2s") Duration retryPeriod,
		@DefaultValue("true") boolean releaseOnShutdown, @DefaultValue("10s") Duration shutdownTimeout) {

	/**
	 * Where a lock is kept.
	 */
	public enum Platform {

		/**
		 * Kubernetes in a cluster, the local lock elsewhere.
		 */
		AUTO,

		/**
		 * Kubernetes, outside a cluster through the kubeconfig.
		 */
		KUBERNETES,

		/**
		 * Files on this machine.
		 */
		LOCAL

	}

}
