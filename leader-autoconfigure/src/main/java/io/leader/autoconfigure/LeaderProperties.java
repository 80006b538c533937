package io.leader.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of leader election.
 *
 * @param enabled whether to take part in elections; if not, no lock is touched and this
 * replica always leads
 * @param platform where the lock is kept: "auto" uses Kubernetes in a cluster and the
 * local lock elsewhere, "kubernetes" also uses the cluster of a kubeconfig, "local"
 * elects among the processes of this user on this machine
 * @param lockType what kind of Kubernetes object the lock is
 * @param lockName name of the lock, also the name of the election; must be a DNS-1123
 * subdomain; defaults to spring.application.name
 * @param namespace namespace of the lock; defaults to POD_NAMESPACE, else to the
 * namespace of the service account or of the kubeconfig's context
 * @param identity this candidate's name in the lock; defaults to POD_NAME, else to the
 * host name, outside a cluster with the process id
 * @param leaseDuration how long followers wait for a leader that renews no more before
 * they take the lock; written as whole seconds, rounded up
 * @param renewDeadline how long a leader may act after the sending of its last successful
 * renewal; renewals are sent every half of it
 * @param retryPeriod pause between tries, and the time that a candidate stays back after
 * it yielded
 * @param releaseOnShutdown whether a leader that shuts down releases the lock, so that
 * another can lead at once
 * @param shutdownTimeout how long to wait for event listeners and guarded calls before
 * the lock is left to expire
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
