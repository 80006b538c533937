package io.leader.support;

/**
 * A replica that uses spring-cloud-kubernetes-fabric8-leader in a separate process. When
 * the replica stops, that library closes its client before it can remove the replica's
 * entry from the ConfigMap, so the process might end without notifying the application of
 * the revocation.
 */
public final class SpringCloudPeer extends SpringApplicationPeer {

	/**
	 * Starts a replica.
	 * @param pod its Pod's name
	 * @param configMap the name of the ConfigMap that records the leaders
	 * @param role its role
	 */
	public SpringCloudPeer(String pod, String configMap, String role) {
		super(pod, "spring-cloud-leader", "io.leader.peer.SpringCloudLeader",
				"--spring.cloud.kubernetes.leader.config-map-name=" + configMap,
				"--spring.cloud.kubernetes.leader.role=" + role,
				"--spring.cloud.kubernetes.leader.update-period=500ms");
	}

}
