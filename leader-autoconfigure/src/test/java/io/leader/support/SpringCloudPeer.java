package io.leader.support;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A replica that uses spring-cloud-kubernetes-fabric8-leader in a separate process. When
 * it stops, that library closes its client before it can remove its entry, so its process
 * may end without notifying its application.
 */
public final class SpringCloudPeer extends PeerProcess {

	private static final Path FOLDER = Path.of("peers", "spring-cloud-leader", "target");

	/**
	 * Starts a replica.
	 * @param pod its Pod's name
	 * @param configMap the ConfigMap of its leaders
	 * @param role its role
	 */
	public SpringCloudPeer(String pod, String configMap, String role) {
		super(pod, "granted", "revoked", program(pod, configMap, role));
	}

	private static ProcessBuilder program(String pod, String configMap, String role) {
		if (!Files.isDirectory(FOLDER.resolve("lib"))) {
			throw new IllegalStateException(
					"The peer is not built: run mvn process-classes in leader-autoconfigure/peers/spring-cloud-leader.");
		}
		String namespace = TestCluster.get().namespace();
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp",
				FOLDER.resolve("classes") + File.pathSeparator + FOLDER.resolve("lib") + File.separator + "*",
				"io.leader.peer.SpringCloudLeader", "--spring.main.cloud-platform=kubernetes",
				"--spring.cloud.kubernetes.client.namespace=" + namespace,
				"--spring.cloud.kubernetes.leader.config-map-name=" + configMap,
				"--spring.cloud.kubernetes.leader.role=" + role,
				"--spring.cloud.kubernetes.leader.update-period=500ms");
		builder.environment().put("HOSTNAME", pod);
		builder.environment().put("KUBECONFIG", System.getenv("LEADER_TEST_KUBECONFIG"));
		return builder;
	}

	public boolean isReady() {
		return printed("ready ");
	}

}
