package io.leader.benchmarks.compare;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToIntFunction;

import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * Runs cases with all participants.
 */
final class Comparison {

	private final Cluster cluster;

	private final List<Participant> participants;

	private final ToIntFunction<Case> runs;

	/**
	 * Creates a comparison.
	 * @param cluster the cluster with the locks
	 * @param participants the participants
	 * @param runs returns the number of runs of a case
	 */
	Comparison(Cluster cluster, List<Participant> participants, ToIntFunction<Case> runs) {
		this.cluster = cluster;
		this.participants = participants;
		this.runs = runs;
	}

	/**
	 * Runs a case with all participants, concurrently if the case permits this.
	 * @return the results of each participant
	 */
	List<Row> run(Case about) throws InterruptedException {
		ExecutorService executor = Executors.newFixedThreadPool(about.parallel() ? this.participants.size() : 1);
		try {
			List<Callable<Row>> rows = new ArrayList<>();
			this.participants.forEach((participant) -> rows.add(() -> run(about, participant)));
			List<Row> done = new ArrayList<>();
			for (Future<Row> row : executor.invokeAll(rows)) {
				done.add(row.get());
			}
			return done;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex.getCause());
		}
		finally {
			executor.shutdownNow();
		}
	}

	private Row run(Case about, Participant participant) {
		Optional<String> exclusion = about.exclusion().apply(participant);
		if (exclusion.isPresent()) {
			return Row.skipped(about, participant, "not run: " + exclusion.get());
		}
		List<Measurement> measurements = new ArrayList<>();
		int failures = 0;
		Election election = new Election(this.cluster, participant);
		try {
			for (int run = 1; run <= this.runs.applyAsInt(about); run++) {
				try {
					Measurement measurement = about.scenario().apply(election);
					measurements.add(measurement);
					System.err.printf("%s, %s, run %d: %s%n", about.key(), participant.key(), run, measurement);
				}
				catch (IllegalStateException | UncheckedIOException | KubernetesClientException ex) {
					failures++;
					System.err.println(about.key() + ", " + participant.key() + ": run " + run + " failed. " + ex);
				}
				if (!about.sameProcesses()) {
					election.close();
					election = new Election(this.cluster, participant);
				}
			}
		}
		catch (Unmeasurable ex) {
			return Row.skipped(about, participant, "not run: " + ex.getMessage());
		}
		finally {
			election.close();
		}
		return new Row(about.title(), participant.title(), measurements, failures, Optional.empty());
	}

}
