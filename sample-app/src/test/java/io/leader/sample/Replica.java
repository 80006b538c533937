package io.leader.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The sample application in a process of its own, known by what it logs.
 */
final class Replica implements AutoCloseable {

	/**
	 * A line of the log and when it arrived.
	 *
	 * @param nanos on this process's monotonic clock
	 * @param text the line
	 */
	record Line(long nanos, String text) {
	}

	private final Process process;

	private final List<Line> lines = new CopyOnWriteArrayList<>();

	private Replica(List<String> command, String kubeconfig) {
		try {
			ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
			if (kubeconfig != null) {
				builder.environment().put("KUBECONFIG", kubeconfig);
			}
			this.process = builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread reader = new Thread(this::read, "replica-log");
		reader.setDaemon(true);
		reader.start();
	}

	/**
	 * Starts a replica and waits until it is ready.
	 */
	static Replica start(String kubeconfig, String... arguments) {
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-cp",
				System.getProperty("java.class.path"), SampleApplication.class.getName(), "--server.port=0"));
		command.addAll(List.of(arguments));
		Replica replica = new Replica(command, kubeconfig);
		replica.await("Started SampleApplication");
		return replica;
	}

	private void read() {
		try (BufferedReader reader = this.process.inputReader()) {
			String line;
			while ((line = reader.readLine()) != null) {
				this.lines.add(new Line(System.nanoTime(), line));
			}
		}
		catch (IOException ex) {
			// The process is gone, and what it said is here.
		}
	}

	/**
	 * Waits for a line of the log.
	 * @return when the first one with this text arrived
	 */
	long await(String text) {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
		while (System.nanoTime() < deadline) {
			for (Line line : this.lines) {
				if (line.text().contains(text)) {
					return line.nanos();
				}
			}
			LockSupport.parkNanos(200_000);
		}
		throw new AssertionError("'%s' was not logged within 40 s:%n%s".formatted(text, log()));
	}

	boolean logged(String text) {
		return this.lines.stream().anyMatch((line) -> line.text().contains(text));
	}

	String log() {
		return String.join("\n", this.lines.stream().map(Line::text).toList());
	}

	void terminate() {
		// Process.destroy would also close the stream that the log is read from.
		this.process.toHandle().destroy();
	}

	void kill() {
		this.process.destroyForcibly();
	}

	void awaitEnd() throws InterruptedException {
		this.process.waitFor(20, TimeUnit.SECONDS);
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
