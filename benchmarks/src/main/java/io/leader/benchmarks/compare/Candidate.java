package io.leader.benchmarks.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * A participant in a separate process, observed through its output.
 */
final class Candidate implements AutoCloseable {

	private static final int LINES_KEPT = 40;

	private final String identity;

	private final ObservedProcess process;

	private final List<Span> ended = new ArrayList<>();

	private final List<String> output = new ArrayList<>();

	private OptionalLong leadsSince = OptionalLong.empty();

	private OptionalLong suspendedSince = OptionalLong.empty();

	private OptionalLong yielded = OptionalLong.empty();

	private String seen = "";

	/**
	 * Starts the process.
	 * @param identity the candidate's identity in the record
	 * @param program the command that starts the process
	 */
	Candidate(String identity, ProcessBuilder program) {
		this.identity = identity;
		this.process = new ObservedProcess(identity, program, this::take, () -> endClaim(System.nanoTime()));
	}

	private synchronized void take(String line) {
		String value = line.substring(line.indexOf(' ') + 1);
		if (line.startsWith("LEADING ")) {
			this.leadsSince = OptionalLong.of(Long.parseLong(value));
		}
		else if (line.startsWith("NOT-LEADING ")) {
			endClaim(Long.parseLong(value));
		}
		else if (line.startsWith("LEADER ")) {
			this.seen = value;
		}
		else if (line.startsWith("YIELDED ")) {
			this.yielded = OptionalLong.of(Long.parseLong(value));
		}
		this.output.add(line);
		if (this.output.size() > LINES_KEPT) {
			this.output.remove(0);
		}
	}

	private synchronized void endClaim(long last) {
		this.leadsSince.ifPresent((since) -> this.ended.add(new Span(since, Math.max(since, last))));
		this.leadsSince = OptionalLong.empty();
	}

	String identity() {
		return this.identity;
	}

	synchronized boolean leads() {
		return this.leadsSince.isPresent();
	}

	synchronized boolean sees(Candidate leader) {
		return this.seen.equals(leader.identity);
	}

	boolean isAlive() {
		return this.process.handle().isAlive();
	}

	/**
	 * Returns the spans in which this candidate acted as leader. The last span ends now
	 * if the candidate still leads. The time during which the process was suspended is
	 * not included once the process has been resumed.
	 */
	synchronized List<Span> claims() {
		List<Span> claims = new ArrayList<>(this.ended);
		this.leadsSince.ifPresent((since) -> claims.add(new Span(since, System.nanoTime())));
		return claims;
	}

	/**
	 * Asks the candidate to yield.
	 */
	void yieldLeadership() {
		this.process.command("yield");
	}

	/**
	 * Returns the time just before the candidate last yielded, or empty if it has not
	 * yielded.
	 */
	synchronized OptionalLong yielded() {
		return this.yielded;
	}

	/**
	 * Asks the process to terminate.
	 */
	void terminate() {
		this.process.handle().destroy();
	}

	/**
	 * Kills the process, which ends its claim.
	 */
	void kill() {
		endClaim(System.nanoTime());
		this.process.handle().destroyForcibly();
	}

	/**
	 * Suspends the process until it is resumed.
	 */
	synchronized void suspend() {
		signal("STOP");
		this.suspendedSince = OptionalLong.of(System.nanoTime());
	}

	synchronized void resume() {
		long now = System.nanoTime();
		if (this.leadsSince.isPresent() && this.suspendedSince.isPresent()) {
			endClaim(this.suspendedSince.getAsLong());
			// If the process reports that the claim ended before this time, the rest of
			// the claim counts as empty.
			this.leadsSince = OptionalLong.of(now);
		}
		this.suspendedSince = OptionalLong.empty();
		signal("CONT");
	}

	private void signal(String name) {
		try {
			Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + this.process.handle().pid())
				.inheritIO()
				.start();
			if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
				throw new IllegalStateException("Could not send " + name + " to " + this.identity);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
	}

	@Override
	public void close() {
		this.process.handle().destroyForcibly();
	}

	/**
	 * Returns the identity, whether the process has ended, and the last lines of its
	 * output.
	 */
	@Override
	public synchronized String toString() {
		return this.identity + (isAlive() ? "" : ", which has ended") + ":\n" + String.join("\n", this.output);
	}

}
