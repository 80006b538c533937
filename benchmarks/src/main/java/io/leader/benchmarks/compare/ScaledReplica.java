package io.leader.benchmarks.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A process of an application with many elections, observed through its output.
 */
final class ScaledReplica implements AutoCloseable {

	private final String identity;

	private final ObservedProcess process;

	private final long started = System.nanoTime();

	private final Map<String, Integer> last = new HashMap<>();

	private final List<Long> grants = new ArrayList<>();

	ScaledReplica(Cluster cluster, String identity, int elections, List<String> options) {
		this.identity = identity;
		List<String> command = new ArrayList<>(Participants.inJava("ManyElectionsParticipant"));
		command.addAll(List.of(cluster.namespace(), identity, Integer.toString(elections)));
		command.addAll(options);
		ProcessBuilder program = new ProcessBuilder(command);
		program.environment().put("KUBECONFIG", cluster.kubeconfig().toString());
		this.process = new ObservedProcess(identity, program, this::take, () -> {
		});
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
	 * Returns the value that the replica last reported for a keyword, such as
	 * {@code LED}, or 0 if it has not reported one.
	 */
	synchronized int of(String word) {
		return this.last.getOrDefault(word, 0);
	}

	/**
	 * Waits until the value that the replica last reported for a keyword is at least the
	 * given number.
	 * @throws Unmeasurable if the limit is exceeded or the replica has ended
	 */
	void await(String word, int number, Duration limit) {
		long end = System.nanoTime() + limit.toNanos();
		while (of(word) < number) {
			if (System.nanoTime() - end > 0 || !this.process.handle().isAlive()) {
				throw new Unmeasurable(this.identity + " has reported " + word + " " + of(word) + ", not " + number);
			}
			Election.pause(Duration.ofMillis(5));
		}
	}

	/**
	 * Returns the time from a moment to each later grant that the replica has reported,
	 * in order.
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
	 * Requests the numbers of threads and connections, and waits up to 10 seconds for the
	 * replica to report them.
	 */
	void inspect() {
		synchronized (this) {
			this.last.remove("THREADS");
		}
		this.process.command("inspect");
		await("THREADS", 1, Duration.ofSeconds(10));
	}

	void kill() {
		this.process.handle().destroyForcibly();
	}

	@Override
	public void close() {
		kill();
	}

}
