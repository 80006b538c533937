package io.leader.support;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A replica that elects with spring-cloud-kubernetes-fabric8-leader, in a process of its
 * own.
 */
public final class SpringCloudPeer implements AutoCloseable {

	private static final Path FOLDER = Path.of("peers", "spring-cloud-leader", "target");

	/**
	 * A term as it was told to the application.
	 *
	 * @param from when it was granted, by the monotonic clock
	 * @param to when it ended; {@link Long#MAX_VALUE} if it goes on
	 * @param told whether it was revoked; else the process ended
	 */
	public record Told(long from, long to, boolean told) {
	}

	private final List<Told> terms = new CopyOnWriteArrayList<>();

	private final List<String> output = new CopyOnWriteArrayList<>();

	private final Process process;

	private final String pod;

	private volatile boolean ready;

	/**
	 * Starts a replica.
	 * @param pod its Pod's name
	 * @param configMap the ConfigMap of its leaders
	 * @param role its role
	 */
	public SpringCloudPeer(String pod, String configMap, String role) {
		this.pod = pod;
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
		builder.redirectErrorStream(true);
		try {
			this.process = builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread reader = new Thread(this::read, "output of " + pod);
		reader.setDaemon(true);
		reader.start();
	}

	private void read() {
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8))) {
			String line;
			while ((line = lines.readLine()) != null) {
				this.output.add(line);
				if (line.startsWith("granted ")) {
					this.terms.add(new Told(time(line), Long.MAX_VALUE, false));
				}
				else if (line.startsWith("revoked ")) {
					ended(time(line), true);
				}
				else if (line.startsWith("ready ")) {
					this.ready = true;
				}
			}
		}
		catch (IOException ex) {
			this.output.add(ex.toString());
		}
		if (leads()) {
			// The process has ended without telling its application: on a stop that
			// library's client is closed before it could give up its entry.
			ended(System.nanoTime(), false);
		}
	}

	private void ended(long time, boolean told) {
		int last = this.terms.size() - 1;
		this.terms.set(last, new Told(this.terms.get(last).from(), time, told));
	}

	private static long time(String line) {
		return Long.parseLong(line.substring(line.indexOf(' ') + 1));
	}

	public String pod() {
		return this.pod;
	}

	public boolean isReady() {
		return this.ready;
	}

	public boolean leads() {
		return !this.terms.isEmpty() && this.terms.get(this.terms.size() - 1).to() == Long.MAX_VALUE;
	}

	public List<Told> terms() {
		return List.copyOf(this.terms);
	}

	/**
	 * Ends without a word.
	 */
	public void kill() {
		this.process.destroyForcibly();
	}

	/**
	 * Stops in good order.
	 */
	@Override
	public void close() {
		try {
			this.process.getOutputStream().close();
			if (!this.process.waitFor(15, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (IOException ex) {
			this.process.destroyForcibly();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public String toString() {
		return this.pod + ":\n" + String.join("\n", this.output);
	}

}
