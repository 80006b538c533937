package io.leader.benchmarks.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A process of an application with many elections, observed through its output.
 */
final class ScaledReplica implements AutoCloseable {

	private final String identity;

	private final Process process;

	private final long started = System.nanoTime();

	private final Map<String, Integer> last = new HashMap<>();

	private final List<Long> grants = new ArrayList<>();

	ScaledReplica(Cluster cluster, String identity, int elections, List<String> options) {
		this.identity = identity;
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						Objects.requireNonNull(System.getProperty("java.class.path")),
						"io.leader.benchmarks.participant.ManyElectionsParticipant", cluster.namespace(), identity,
						Integer.toString(elections)));
		command.addAll(options);
		ProcessBuilder program = new ProcessBuilder(command).redirectErrorStream(true);
		program.environment().put("KUBECONFIG", cluster.kubeconfig().toString());
		try {
			this.process = program.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread reader = new Thread(this::read, "output of " + identity);
		reader.setDaemon(true);
		reader.start();
	}

	private void read() {
		try (BufferedReader lines = this.process.inputReader(StandardCharsets.UTF_8)) {
			String line;
			while ((line = lines.readLine()) != null) {
				take(line);
			}
		}
		catch (IOException ex) {
			// The process is gone; its output has been read.
		}
	}

	private synchronized void take(String line) {
		int space = line.indexOf(' ');
		String word = line.substring(0, Math.max(0, space));
		switch (word) {
			case "GRANTED" -> this.grants.add(System.nanoTime());
			case "LED", "SEEN", "THREADS", "SOCKETS" ->
				this.last.put(word, Integer.parseInt(line.substring(space + 1)));
			default -> {
				if (line.contains(" WARN ") || line.contains(" ERROR ")) {
					System.err.println(this.identity + ": " + line);
				}
			}
		}
	}

	/**
	 * Returns the last number that it reported with a word.
	 */
	synchronized int of(String word) {
		return this.last.getOrDefault(word, 0);
	}

	/**
	 * Waits until it has reported a number, or a larger one.
	 */
	void await(String word, int number, Duration limit) {
		long end = System.nanoTime() + limit.toNanos();
		while (of(word) < number) {
			if (System.nanoTime() - end > 0 || !this.process.isAlive()) {
				throw new Unmeasurable(this.identity + " has reported " + word + " " + of(word) + ", not " + number);
			}
			Election.pause(Duration.ofMillis(5));
		}
	}

	/**
	 * Returns the time from some moment to each of its grants since then, in order.
	 */
	synchronized List<Duration> grantsSince(long moment) {
		return this.grants.stream()
			.filter((grant) -> grant - moment > 0)
			.map((grant) -> Duration.ofNanos(grant - moment))
			.toList();
	}

	long started() {
		return this.started;
	}

	/**
	 * Asks for its threads and connections.
	 */
	void inspect() {
		synchronized (this) {
			this.last.remove("SOCKETS");
		}
		try {
			Writer commands = this.process.outputWriter(StandardCharsets.UTF_8);
			commands.write("inspect\n");
			commands.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		await("SOCKETS", 1, Duration.ofSeconds(10));
	}

	void kill() {
		this.process.toHandle().destroyForcibly();
	}

	@Override
	public void close() {
		kill();
	}

}
