package io.leader.support;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Spring Boot application that uses another library and has a separate classpath. It is
 * a module of the build, in a folder of {@code peers}.
 */
abstract class SpringApplicationPeer extends PeerProcess {

	/**
	 * Starts the application.
	 * @param pod its Pod's name
	 * @param folder its folder
	 * @param mainClass its main class
	 * @param arguments its arguments
	 */
	SpringApplicationPeer(String pod, String folder, String mainClass, String... arguments) {
		this(pod, folder, List.of(), mainClass, arguments);
	}

	/**
	 * Starts the application.
	 * @param pod its Pod's name
	 * @param folder its folder
	 * @param more the additional entries of its classpath
	 * @param mainClass its main class
	 * @param arguments its arguments
	 */
	SpringApplicationPeer(String pod, String folder, List<Path> more, String mainClass, String... arguments) {
		super(pod, "granted", "revoked", program(pod, Path.of("peers", folder), more, mainClass, List.of(arguments)));
	}

	private static ProcessBuilder program(String pod, Path folder, List<Path> more, String mainClass,
			List<String> arguments) {
		Path target = folder.resolve("target");
		if (!Files.isDirectory(target.resolve("lib"))) {
			throw new IllegalStateException(
					"The peer is not built: run mvn process-classes in leader-autoconfigure/%s.".formatted(folder));
		}
		List<String> classPath = new ArrayList<>();
		more.forEach((path) -> classPath.add(path.toString()));
		classPath.add(target.resolve("classes").toString());
		classPath.add(target.resolve("lib") + File.separator + "*");
		List<String> all = new ArrayList<>(List.of("--spring.main.cloud-platform=kubernetes",
				"--spring.cloud.kubernetes.client.namespace=" + TestCluster.get().namespace()));
		all.addAll(arguments);
		ProcessBuilder builder = new ProcessBuilder(
				TestJvm.command(List.of(), String.join(File.pathSeparator, classPath), mainClass, all));
		builder.environment().put("HOSTNAME", pod);
		builder.environment().put("POD_NAMESPACE", TestCluster.get().namespace());
		builder.environment().put("KUBECONFIG", System.getenv("LEADER_TEST_KUBECONFIG"));
		return builder;
	}

	/**
	 * Returns whether the application is ready.
	 */
	public final boolean isReady() {
		return printed("ready ");
	}

}
