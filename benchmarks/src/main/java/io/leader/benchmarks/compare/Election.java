package io.leader.benchmarks.compare;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * An election among fresh processes of one participant.
 */
final class Election implements AutoCloseable {

	private static final long POLLING_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final Cluster cluster;

	private final Participant participant;

	private final String lock;

	private final List<Candidate> candidates = new CopyOnWriteArrayList<>();

	Election(Cluster cluster, Participant participant) {
		this.cluster = cluster;
		this.participant = participant;
		this.lock = cluster.newLease(participant.key());
	}

	Cluster cluster() {
		return this.cluster;
	}

	String lock() {
		return this.lock;
	}

	/**
	 * Starts candidates until the election has the given number of them, and waits until
	 * the election has {@linkplain #settled() settled}.
	 * @return the leader
	 */
	Candidate startAll(int number) {
		while (this.candidates.size() < number) {
			start();
		}
		return settled();
	}

	Candidate start() {
		return start(this.cluster.kubeconfig(), Map.of());
	}

	/**
	 * Starts one candidate.
	 * @param kubeconfig the kubeconfig of the candidate
	 * @param variables additional environment variables
	 */
	Candidate start(Path kubeconfig, Map<String, String> variables) {
		String identity = "candidate-" + this.candidates.size();
		List<String> command = new ArrayList<>(this.participant.command());
		command.addAll(List.of(this.cluster.namespace(), this.lock, identity));
		command.addAll(Timings.arguments());
		ProcessBuilder program = new ProcessBuilder(command);
		program.environment().put("KUBECONFIG", kubeconfig.toString());
		program.environment().putAll(variables);
		Candidate candidate = new Candidate(identity, program);
		this.candidates.add(candidate);
		return candidate;
	}

	/**
	 * Waits up to {@link Timings#START} for one candidate to lead and the others to
	 * observe it, and then pauses for {@link Timings#SETTLING}.
	 * @return the leader
	 */
	Candidate settled() {
		await(Timings.START, "one candidate leads and the others see it", this::isSettled);
		pause(Timings.SETTLING);
		return this.candidates.stream()
			.filter(Candidate::leads)
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("The leader of " + this + " led only for a moment"));
	}

	private boolean isSettled() {
		if (!this.candidates.stream().allMatch(Candidate::isAlive)) {
			throw new IllegalStateException("A process has ended unexpectedly:\n" + this);
		}
		return this.candidates.stream()
			.filter(Candidate::leads)
			.anyMatch((leader) -> this.candidates.stream().allMatch((other) -> other == leader || other.sees(leader)));
	}

	/**
	 * Waits up to {@link Timings#TIMEOUT} for a candidate other than the former leader to
	 * lead.
	 */
	void awaitOther(Candidate former) {
		await(Timings.TIMEOUT, "a candidate other than " + former.identity() + " leads",
				() -> this.candidates.stream().anyMatch((candidate) -> candidate != former && candidate.leads()));
	}

	/**
	 * Waits up to {@link Timings#WATCHING} for a former leader to stop claiming to lead.
	 */
	void awaitEndOfClaim(Candidate former) {
		long started = System.nanoTime();
		while (former.leads() && System.nanoTime() - started < Timings.WATCHING.toNanos()) {
			pause(Duration.ofNanos(POLLING_NANOS));
		}
	}

	void await(Duration timeout, String what, BooleanSupplier condition) {
		long started = System.nanoTime();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - started > timeout.toNanos()) {
				throw new IllegalStateException(
						"Timed out after " + timeout.toSeconds() + " s waiting until " + what + ":\n" + this);
			}
			pause(Duration.ofNanos(POLLING_NANOS));
		}
	}

	static void pause(Duration duration) {
		long end = System.nanoTime() + duration.toNanos();
		while (end - System.nanoTime() > 0) {
			LockSupport.parkNanos(end - System.nanoTime());
			if (Thread.interrupted()) {
				throw new IllegalStateException("Interrupted");
			}
		}
	}

	/**
	 * Measures a handover that has taken place.
	 * @param started the time of the event that caused the handover
	 * @param former the former leader
	 * @return the time until another candidate led, and how long no candidate or two
	 * candidates led
	 */
	Measurement handover(long started, Candidate former) {
		long next = this.candidates.stream()
			.filter((candidate) -> candidate != former)
			.flatMap((candidate) -> candidate.claims().stream())
			.mapToLong(Span::from)
			.filter((from) -> from >= started)
			.min()
			.orElseThrow(() -> new IllegalStateException("No candidate leads in " + this));
		Claims claims = claims();
		return Measurement.handover(next - started, claims.nobody(started, next),
				claims.two(started, System.nanoTime()));
	}

	Claims claims() {
		return new Claims(this.candidates.stream().flatMap((candidate) -> candidate.claims().stream()).toList());
	}

	@Override
	public void close() {
		this.candidates.forEach(Candidate::close);
	}

	@Override
	public String toString() {
		return this.participant.title() + ", lock " + this.lock + "\n"
				+ String.join("\n", this.candidates.stream().map(Candidate::toString).toList());
	}

}
