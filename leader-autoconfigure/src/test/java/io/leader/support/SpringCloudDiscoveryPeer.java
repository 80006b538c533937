package io.leader.support;

import java.nio.file.Path;
import java.util.List;

/**
 * A replica of an application in a separate process. It uses this project's
 * auto-configuration for its election, and the discovery client of Spring Cloud
 * Kubernetes 5 with that project's version of fabric8's client. It prints a line that
 * starts with {@code found} for each service.
 */
public final class SpringCloudDiscoveryPeer extends SpringApplicationPeer {

	/**
	 * Starts a replica.
	 * @param pod its Pod's name
	 * @param lease the name of the Lease
	 */
	public SpringCloudDiscoveryPeer(String pod, String lease) {
		super(pod, "spring-cloud-discovery", List.of(Path.of("target", "classes")),
				"io.leader.peer.SpringCloudDiscovery", "--leader.lock-name=" + lease,
				"--leader.namespace=" + TestCluster.get().namespace());
	}

}
