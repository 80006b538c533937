package io.leader.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The command line of the comparison.
 */
@Command(name = "compare", mixinStandardHelpOptions = true, sortOptions = false, showDefaultValues = true,
		description = "Compares different election libraries on the cluster of KUBECONFIG or LEADER_TEST_KUBECONFIG, and prints a table.")
public final class Compare implements Callable<Integer> {

	private static final int WARM_UP = 20;

	@Option(names = "--quick", description = "Only a few runs, to check that everything works.")
	private boolean quick;

	@Option(names = "--cases", split = ",", paramLabel = "<case>",
			description = "The cases to run: yield, yields, sigterm, crash, cut, pause, robbery, clock, requests.")
	private Set<String> cases = Set.of();

	@Option(names = "--participants", split = ",", paramLabel = "<participant>",
			description = "The participants to run: leader, fabric8, official, client-go.")
	private Set<String> participants = Set.of();

	@Option(names = "--runs", paramLabel = "<number>", defaultValue = Option.NULL_VALUE,
			description = "The number of runs per case (default: 20; 3 if a run takes as long as a lease; 1 for requests).")
	private @Nullable Integer runs;

	@Option(names = "--namespace", paramLabel = "<name>", defaultValue = Option.NULL_VALUE,
			description = "An existing namespace to use instead of a new one.")
	private @Nullable String namespace;

	@Option(names = "--application", paramLabel = "<jar>",
			defaultValue = "${sys:leader.benchmarks}/benchmarks-application.jar",
			description = "The jar of an application that uses Leader's starter.")
	private Path application = Path.of("");

	@Option(names = "--client-go", paramLabel = "<program>", defaultValue = "${sys:leader.benchmarks}/client-go",
			description = "The program that takes part with client-go. If it does not exist, client-go is left out.")
	private Path clientGo = Path.of("");

	@Option(names = "--libfaketime", paramLabel = "<library>", defaultValue = Option.NULL_VALUE,
			description = "The path of libfaketimeMT.so.1, if it is not where Debian and Fedora install it.")
	private @Nullable Path libfaketime;

	@Option(names = "--output", paramLabel = "<file>", defaultValue = Option.NULL_VALUE,
			description = "A file to which the table is also written.")
	private @Nullable Path output;

	/**
	 * Runs the comparison.
	 * @param args the command line
	 */
	public static void main(String[] args) {
		run(new Compare(), args);
	}

	/**
	 * Executes a command and exits. If the command throws an {@link Unmeasurable} or an
	 * {@link IOException}, only the message of the exception is printed.
	 */
	static void run(Callable<Integer> command, String[] args) {
		CommandLine line = new CommandLine(command);
		line.setExecutionExceptionHandler((ex, failed, result) -> {
			if (!(ex instanceof Unmeasurable || ex instanceof IOException)) {
				throw ex;
			}
			failed.getErr().println(ex.getMessage());
			return 1;
		});
		System.exit(line.execute(args));
	}

	@Override
	public Integer call() throws IOException, InterruptedException {
		List<Participant> taking = chosen(Participants.all(this.application, this.clientGo), Participant::key,
				this.participants, "participant");
		try (Cluster cluster = new Cluster(Cluster.kubeconfigOfEnvironment(), this.namespace)) {
			cluster.closeOnExit();
			compare(cluster, taking);
		}
		return 0;
	}

	private void compare(Cluster cluster, List<Participant> taking) throws IOException, InterruptedException {
		RequestMeter meter = new RequestMeter(cluster, Duration.ofSeconds(this.quick ? 10 : 60));
		List<Case> all = chosen(Cases.all(meter, this.libfaketime), Case::key, this.cases, "case");
		Comparison comparison = new Comparison(cluster, taking, this::runs);
		List<Measurement> raw = new ArrayList<>();
		List<Row> rows = new ArrayList<>();
		raw.addAll(raw(cluster));
		for (Case about : all) {
			rows.addAll(comparison.run(about));
		}
		raw.addAll(raw(cluster));
		Report report = new Report(raw);
		rows.forEach(report::add);
		String text = heading(cluster) + report;
		System.out.print(text);
		if (this.output != null) {
			Files.writeString(this.output, text);
		}
	}

	private int runs(Case about) {
		return (this.runs != null) ? this.runs : this.quick ? about.quickRuns() : about.runs();
	}

	private static <T> List<T> chosen(List<T> all, Function<T, String> key, Set<String> keys, String what) {
		Set<String> known = all.stream().map(key).collect(Collectors.toSet());
		if (!known.containsAll(keys)) {
			throw new Unmeasurable("Unknown " + what + " in " + keys + ". Available: " + known);
		}
		return all.stream().filter((item) -> keys.isEmpty() || keys.contains(key.apply(item))).toList();
	}

	private static List<Measurement> raw(Cluster cluster) throws IOException, InterruptedException {
		List<Measurement> measurements = new ArrayList<>();
		try (RawHandover raw = new RawHandover(cluster)) {
			for (int i = 0; i < WARM_UP + 20; i++) {
				measurements.add(raw.measure());
			}
		}
		return measurements.subList(WARM_UP, measurements.size());
	}

	private static String heading(Cluster cluster) {
		return "%s: Kubernetes %s, JDK %s, %s %s, %d processors.%n%n".formatted(LocalDate.now(ZoneOffset.UTC),
				cluster.version(), Runtime.version(), System.getProperty("os.name"), System.getProperty("os.arch"),
				Runtime.getRuntime().availableProcessors());
	}

}
