package io.leader.support;

import io.leader.engine.ElectionTimings;

/**
 * A replica that uses the leader election of Spring Cloud Kubernetes 5 on a Lease
 * ({@code spring.cloud.kubernetes.leader.election.*}) in a separate process. It prints a
 * line that starts with {@code sees} for each leader that it is notified of.
 */
public final class SpringCloudElectionPeer extends SpringApplicationPeer {

	/**
	 * Starts a replica.
	 * @param pod its Pod's name
	 * @param lease the name of the Lease
	 * @param timings its timings
	 */
	public SpringCloudElectionPeer(String pod, String lease, ElectionTimings timings) {
		super(pod, "spring-cloud-election", "io.leader.peer.SpringCloudElection",
				"--spring.cloud.kubernetes.leader.election.lock-name=" + lease,
				"--spring.cloud.kubernetes.leader.election.lock-namespace=" + TestCluster.get().namespace(),
				"--spring.cloud.kubernetes.leader.election.lease-duration=" + timings.leaseDuration(),
				"--spring.cloud.kubernetes.leader.election.renew-deadline=" + timings.renewDeadline(),
				"--spring.cloud.kubernetes.leader.election.retry-period=" + timings.retryPeriod());
	}

	/**
	 * Returns whether the elector has ended with an error.
	 */
	public boolean hasFailed() {
		return toString().contains("Exception during leader election");
	}

}
