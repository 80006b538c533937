package io.leader.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.leader.engine.ElectionTimings;
import io.leader.support.Await;
import io.leader.support.Processes;
import io.leader.support.TcpProxy;
import io.leader.support.TestCluster;
import io.leader.support.TestJvm;

/**
 * One replica as observed from outside: a process that is restarted after it is killed,
 * and its path to the API server.
 */
final class Replica implements AutoCloseable {

	private final String name;

	private final String lock;

	private final Path folder;

	private final ElectionTimings timings;

	final HttpFaultProxy http;

	final TcpProxy network;

	private final List<Path> files = new ArrayList<>();

	private final List<List<String>> outputs = new CopyOnWriteArrayList<>();

	private Process process;

	private Thread reader;

	private int starts;

	Replica(String name, String lock, Path folder, ElectionTimings timings) {
		this.name = name;
		this.lock = lock;
		this.folder = folder;
		this.timings = timings;
		this.http = new HttpFaultProxy(URI.create(TestCluster.exclusive().config().getMasterUrl()));
		this.network = new TcpProxy("127.0.0.1", this.http.port());
		start();
	}

	/**
	 * Starts a new process with the same identity.
	 */
	void start() {
		Path file = this.folder.resolve(this.name + "-" + this.starts++);
		Claims.write(file);
		this.files.add(file);
		ProcessBuilder builder = new ProcessBuilder(
				TestJvm.command(ReplicaMain.class, TestCluster.exclusive().kubeconfigFile().toString(),
						"http://127.0.0.1:" + this.network.port(), TestCluster.exclusive().namespace(), this.lock,
						this.name, file.toString(), String.valueOf(this.timings.leaseDuration().toMillis()),
						String.valueOf(this.timings.renewDeadline().toMillis()),
						String.valueOf(this.timings.retryPeriod().toMillis())));
		try {
			this.process = builder.redirectErrorStream(true).start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		List<String> output = new CopyOnWriteArrayList<>();
		this.outputs.add(output);
		Process started = this.process;
		this.reader = new Thread(() -> read(started, output), "output-of-" + this.name);
		this.reader.setDaemon(true);
		this.reader.start();
	}

	private static void read(Process process, List<String> output) {
		try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
			reader.lines().forEach(output::add);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns whether the process claimed to lead within the last 100 ms.
	 */
	boolean leads() {
		List<Claims.Span> spans = Claims.read(this.files.get(this.files.size() - 1)).spans();
		return !spans.isEmpty()
				&& System.nanoTime() - spans.get(spans.size() - 1).to() < TimeUnit.MILLISECONDS.toNanos(100);
	}

	/**
	 * Waits until the process has checked for the first time whether it leads, since it
	 * may just have been started. Then waits up to 10 seconds until its latest check is
	 * at most a second old.
	 */
	void awaitCheck() {
		Claims present = Claims.read(this.files.get(this.files.size() - 1));
		String problem = this.name + " does not check whether it leads";
		Await.await(Await.START, problem, () -> present.lastCheck() != 0);
		Await.await(Duration.ofSeconds(10), problem,
				() -> System.nanoTime() - present.lastCheck() <= TimeUnit.SECONDS.toNanos(1));
	}

	List<Claims> claims() {
		return this.files.stream().map(Claims::read).toList();
	}

	/**
	 * Returns a list of notifications, granted or revoked, for each process.
	 */
	List<List<String>> notifications() {
		return this.outputs.stream()
			.map((output) -> output.stream()
				.filter((line) -> line.startsWith("granted") || line.startsWith("revoked"))
				.map((line) -> line.replaceAll(" .*", ""))
				.toList())
			.toList();
	}

	void say(String word) {
		try {
			OutputStream words = this.process.getOutputStream();
			words.write((word + "\n").getBytes(StandardCharsets.UTF_8));
			words.flush();
		}
		catch (IOException ex) {
			// The process is already dead, so the command is no longer needed.
		}
	}

	/**
	 * Sends a signal.
	 */
	void signal(String signal) {
		signal(signal, this.process.pid());
	}

	static void signal(String signal, long pid) {
		try {
			new ProcessBuilder("kill", "-" + signal, String.valueOf(pid)).start().waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Kills the process and starts another.
	 */
	void killAndRestart() {
		kill();
		start();
	}

	/**
	 * Kills the process and waits until all its output has been read.
	 */
	void kill() {
		Processes.kill(this.process);
		await();
	}

	/**
	 * Stops the process gracefully and starts another.
	 */
	void replace() {
		say("stop");
		await();
		start();
	}

	private void await() {
		try {
			if (!this.process.waitFor(20, TimeUnit.SECONDS)) {
				Processes.kill(this.process);
			}
			this.reader.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Ends all faults that affect the process, and starts a new process if it is dead.
	 */
	void heal() {
		this.http.heal();
		this.network.delayResponses(0);
		this.network.thaw();
		if (this.process.isAlive()) {
			signal("CONT");
		}
		else {
			start();
		}
	}

	@Override
	public void close() {
		if (this.process.isAlive()) {
			signal("CONT");
			kill();
		}
		this.network.close();
		this.http.close();
	}

	@Override
	public String toString() {
		return this.name;
	}

}
