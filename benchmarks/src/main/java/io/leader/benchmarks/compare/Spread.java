package io.leader.benchmarks.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures how evenly {@code leader.lock.delay-per-leadership} spreads many elections
 * over replicas: after the replicas have started together, and each time the replica that
 * leads the most elections has been killed.
 */
@Command(name = "spread", mixinStandardHelpOptions = true, sortOptions = false, showDefaultValues = true,
		description = "Measures how evenly many elections are spread over replicas, on the cluster of KUBECONFIG or LEADER_TEST_KUBECONFIG.")
public final class Spread implements Callable<Integer> {

	private static final Duration LIMIT = Duration.ofMinutes(5);

	@Option(names = "--replicas", paramLabel = "<number>", defaultValue = "10", description = "The number of replicas.")
	private int replicas = 10;

	@Option(names = "--elections", paramLabel = "<number>", defaultValue = "100",
			description = "The number of elections.")
	private int elections = 100;

	@Option(names = "--delay", paramLabel = "<duration>", defaultValue = "200ms",
			description = "The delay per leadership.")
	private String delay = "200ms";

	@Option(names = "--kills", paramLabel = "<number>", defaultValue = "3",
			description = "How many times the replica that leads the most elections is killed.")
	private int kills = 3;

	/**
	 * Runs the measurement.
	 * @param args the command line
	 */
	public static void main(String[] args) {
		Compare.run(new Spread(), args);
	}

	@Override
	public Integer call() {
		List<ScaledReplica> running = new ArrayList<>();
		try (Cluster cluster = new Cluster(Cluster.kubeconfigOfEnvironment(), null)) {
			cluster.closeOnExit();
			for (int i = 0; i < this.replicas; i++) {
				running.add(new ScaledReplica(cluster, "replica-" + i, this.elections,
						List.of("--leader.lock.delay-per-leadership=" + this.delay)));
			}
			awaitAllLed(running);
			print("After the start", running);
			for (int i = 0; i < this.kills; i++) {
				ScaledReplica most = running.stream()
					.max(Comparator.comparingInt((one) -> one.of("LED")))
					.orElseThrow();
				most.kill();
				running.remove(most);
				awaitAllLed(running);
				print("After a replica was killed", running);
			}
		}
		finally {
			running.forEach(ScaledReplica::close);
		}
		return 0;
	}

	private void awaitAllLed(List<ScaledReplica> running) {
		long end = System.nanoTime() + LIMIT.toNanos();
		while (running.stream().mapToInt((one) -> one.of("LED")).sum() < this.elections) {
			if (System.nanoTime() - end > 0) {
				throw new Unmeasurable("not all elections have a leader");
			}
			Election.pause(Duration.ofMillis(100));
		}
	}

	private void print(String when, List<ScaledReplica> running) {
		List<Integer> led = running.stream().map((one) -> one.of("LED")).sorted().toList();
		System.out.printf("%s, the %d replicas lead %s of %d elections.%n", when, running.size(), led, this.elections);
	}

}
