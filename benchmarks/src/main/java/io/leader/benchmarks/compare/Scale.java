package io.leader.benchmarks.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures an application with many elections: how soon the first replica leads all of
 * them, how soon the second one leads them after the first is killed, how evenly renewals
 * are spread, and how many threads and connections a replica has.
 */
@Command(name = "scale", mixinStandardHelpOptions = true, sortOptions = false, showDefaultValues = true,
		description = "Measures two replicas with many elections on the cluster of KUBECONFIG or LEADER_TEST_KUBECONFIG.")
public final class Scale implements Callable<Integer> {

	@Option(names = "--elections", paramLabel = "<number>", defaultValue = "1000",
			description = "The number of elections.")
	private int elections = 1000;

	@Option(names = "--hanging", paramLabel = "<number>", defaultValue = "0",
			description = "The number of further elections with locks whose calls never return.")
	private int hanging;

	@Option(names = "--limit", paramLabel = "<duration>", defaultValue = "PT2M",
			description = "The maximum time to wait for a replica to lead all elections.")
	private Duration limit = Duration.ofMinutes(2);

	@Option(names = "--option", paramLabel = "<property>",
			description = "A property of the replicas, such as --option=--leader.retry-period=5s.")
	private List<String> options = List.of();

	/**
	 * Runs the measurement.
	 * @param args the command line
	 */
	public static void main(String[] args) {
		Compare.run(new Scale(), args);
	}

	@Override
	public Integer call() {
		try (Cluster cluster = new Cluster(Cluster.kubeconfigOfEnvironment(), null)) {
			cluster.closeOnExit();
			measure(cluster);
		}
		return 0;
	}

	private ScaledReplica replica(Cluster cluster, String identity) {
		List<String> arguments = new ArrayList<>(this.options);
		for (int i = 0; i < this.hanging; i++) {
			// The hanging elections are spread evenly, so that they are not the last ones
			// to start.
			int index = 1 + i * (this.elections + this.hanging) / this.hanging;
			arguments.add("--leader.elections.job" + index + ".lock-type=hanging");
		}
		return new ScaledReplica(cluster, identity, this.elections + this.hanging, arguments);
	}

	private void measure(Cluster cluster) {
		try (ScaledReplica first = replica(cluster, "first")) {
			first.await("LED", this.elections, this.limit);
			print("The first replica leads", first.grantsSince(first.started()), "its start");
			try (ScaledReplica second = replica(cluster, "second")) {
				second.await("SEEN", this.elections, this.limit);
				Election.pause(Duration.ofSeconds(10));
				inspect("The leader", first);
				inspect("The follower", second);
				printRenewals(cluster);
				long killed = System.nanoTime();
				first.kill();
				second.await("LED", this.elections, this.limit);
				print("The second replica leads", second.grantsSince(killed), "the kill");
				Election.pause(Duration.ofSeconds(10));
				printRenewals(cluster);
				inspect("The leader", second);
			}
		}
	}

	private static void print(String subject, List<Duration> grants, String since) {
		System.out.printf(
				"%s the first election after %.1f s, half of %d after %.1f s, and the last after %.1f s (from %s).%n",
				subject, seconds(grants.get(0)), grants.size(), seconds(grants.get(grants.size() / 2)),
				seconds(grants.get(grants.size() - 1)), since);
	}

	private static double seconds(Duration time) {
		return time.toMillis() / 1e3;
	}

	private static void inspect(String subject, ScaledReplica replica) {
		replica.inspect();
		System.out.printf("%s has %d Java threads and %d connections.%n", subject, replica.of("THREADS"),
				replica.of("SOCKETS"));
	}

	private static void printRenewals(Cluster cluster) {
		List<Double> rates = new ArrayList<>();
		long before = cluster.leaseRequests();
		long since = System.nanoTime();
		for (int i = 0; i < 30; i++) {
			Election.pause(Duration.ofSeconds(1));
			long after = cluster.leaseRequests();
			long now = System.nanoTime();
			rates.add((after - before) * 1e9 / (now - since));
			before = after;
			since = now;
		}
		System.out.printf("Requests a second: %.0f on average, %.0f at most.%n",
				rates.stream().mapToDouble(Double::doubleValue).average().orElse(0), Collections.max(rates));
	}

}
