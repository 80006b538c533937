package io.leader.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sample application in a separate process, observed through its log and its HTTP
 * port.
 */
final class Replica implements AutoCloseable {

	/**
	 * A line of the log and its time of arrival.
	 *
	 * @param nanos the time of arrival on the monotonic clock of the test's JVM
	 * @param text the line
	 */
	record Line(long nanos, String text) {
	}

	private static final Pattern PORT = Pattern.compile("(?:Tomcat started|Sidecar listening) on port (\\d+)");

	private static final HttpClient client = HttpClient.newHttpClient();

	private final Process process;

	private final Thread reader;

	private final List<Line> lines = new CopyOnWriteArrayList<>();

	private Replica(ProcessBuilder builder) {
		try {
			this.process = builder.redirectErrorStream(true).start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.reader = new Thread(this::read, "replica-log");
		this.reader.setDaemon(true);
		this.reader.start();
	}

	/**
	 * Starts a replica with a random HTTP port, and waits until the application has
	 * started. The path of the kubeconfig file may be {@code null}.
	 */
	static Replica start(String kubeconfig, String... arguments) {
		List<String> all = new ArrayList<>(List.of("--server.port=0"));
		all.addAll(List.of(arguments));
		Map<String, String> variables = (kubeconfig != null) ? Map.of("KUBECONFIG", kubeconfig) : Map.of();
		Replica replica = launch(variables, all.toArray(String[]::new));
		replica.await("Started SampleApplication");
		return replica;
	}

	/**
	 * Starts a replica with exactly the given arguments, and with additional environment
	 * variables.
	 */
	static Replica launch(Map<String, String> variables, String... arguments) {
		try {
			List<String> command = new ArrayList<>(ArchivedClasses.command());
			command.addAll(List.of(arguments));
			return run(variables, command);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Starts a replica with the given command and additional environment variables.
	 */
	static Replica run(Map<String, String> variables, List<String> command) {
		ProcessBuilder builder = new ProcessBuilder(command);
		builder.environment().putAll(variables);
		return new Replica(builder);
	}

	long pid() {
		return this.process.pid();
	}

	/**
	 * Waits until the HTTP server logs its port, and returns the port.
	 */
	int port() {
		await(" on port ");
		Matcher port = PORT.matcher(log());
		return port.find() ? Integer.parseInt(port.group(1)) : -1;
	}

	/**
	 * Sends a GET request to the web server.
	 */
	HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path)).build(),
				HttpResponse.BodyHandlers.ofString());
	}

	/**
	 * Sends a form to the web server.
	 */
	HttpResponse<String> post(String path, String form) throws IOException, InterruptedException {
		return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString(form))
			.build(), HttpResponse.BodyHandlers.ofString());
	}

	private void read() {
		try (BufferedReader reader = this.process.inputReader()) {
			String line;
			while ((line = reader.readLine()) != null) {
				this.lines.add(new Line(System.nanoTime(), line));
			}
		}
		catch (IOException ex) {
			// The process was killed, which closed the stream.
		}
	}

	/**
	 * Waits for a line of the log that contains a text.
	 * @return the time at which the first such line arrived
	 */
	long await(String text) {
		long deadline = System.nanoTime() + Await.LIMIT.toNanos();
		while (System.nanoTime() < deadline) {
			for (Line line : this.lines) {
				if (line.text().contains(text)) {
					return line.nanos();
				}
			}
			LockSupport.parkNanos(200_000);
		}
		throw new AssertionError(
				"'%s' was not logged within %d s:%n%s".formatted(text, Await.LIMIT.toSeconds(), log()));
	}

	boolean logged(String text) {
		return this.lines.stream().anyMatch((line) -> line.text().contains(text));
	}

	String log() {
		return String.join("\n", this.lines.stream().map(Line::text).toList());
	}

	void terminate() {
		// Process.destroy would also close the stream from which the log is read.
		this.process.toHandle().destroy();
	}

	/**
	 * Kills the process and all processes that it has started, as when a container ends.
	 */
	void kill() {
		this.process.descendants().forEach(ProcessHandle::destroyForcibly);
		this.process.destroyForcibly();
	}

	/**
	 * Sends a signal, such as {@code INT}, to the process.
	 */
	void signal(String signal) throws IOException, InterruptedException {
		signal(pid(), signal);
	}

	static void signal(long pid, String signal) throws IOException, InterruptedException {
		new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid).start().waitFor();
	}

	/**
	 * Waits for the end of the process and of its output.
	 * @return the exit code of the process
	 */
	int awaitEnd() throws InterruptedException {
		if (!this.process.waitFor(30, TimeUnit.SECONDS)) {
			throw new AssertionError("The process did not end:\n" + log());
		}
		this.reader.join(TimeUnit.SECONDS.toMillis(5));
		return this.process.exitValue();
	}

	@Override
	public void close() {
		kill();
	}

}
