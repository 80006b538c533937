package io.leader.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Another program in a separate process. It prints a line with the time of the machine's
 * monotonic clock when a term begins and when it ends, and stops gracefully when its
 * standard input ends.
 */
public abstract class PeerProcess implements ObservedPeer, AutoCloseable {

	private final List<ObservedTerm> terms = new CopyOnWriteArrayList<>();

	private final List<String> output = new CopyOnWriteArrayList<>();

	private final String identity;

	private final String granted;

	private final String revoked;

	private final Process process;

	private final Thread reader;

	/**
	 * Starts the program.
	 * @param identity its identity
	 * @param granted the first word of the line that marks the start of a term
	 * @param revoked the first word of the line that marks the end of a term
	 * @param program the builder of the process
	 */
	PeerProcess(String identity, String granted, String revoked, ProcessBuilder program) {
		this.identity = identity;
		this.granted = granted + " ";
		this.revoked = revoked + " ";
		try {
			this.process = program.redirectErrorStream(true).start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.reader = new Thread(this::read, "output of " + identity);
		this.reader.setDaemon(true);
		this.reader.start();
	}

	private void read() {
		try (BufferedReader lines = this.process.inputReader(StandardCharsets.UTF_8)) {
			String line;
			while ((line = lines.readLine()) != null) {
				this.output.add(line);
				if (line.startsWith(this.granted)) {
					this.terms.add(new ObservedTerm(time(line), Long.MAX_VALUE, false));
				}
				else if (line.startsWith(this.revoked)) {
					ended(time(line), true);
				}
			}
		}
		catch (IOException ex) {
			this.output.add(ex.toString());
		}
		if (leads()) {
			// The process has ended without printing the end of its term.
			ended(System.nanoTime(), false);
		}
	}

	private void ended(long time, boolean notified) {
		int last = this.terms.size() - 1;
		this.terms.set(last, new ObservedTerm(this.terms.get(last).from(), time, notified));
	}

	private static long time(String line) {
		return Long.parseLong(line.substring(line.indexOf(' ') + 1));
	}

	/**
	 * Returns whether the program has printed a line with the given prefix.
	 */
	public boolean printed(String start) {
		return this.output.stream().anyMatch((line) -> line.startsWith(start));
	}

	public String identity() {
		return this.identity;
	}

	@Override
	public List<ObservedTerm> terms() {
		return List.copyOf(this.terms);
	}

	/**
	 * Kills the process, and waits until the terms that it has printed are known.
	 */
	public void kill() {
		Processes.kill(this.process);
		try {
			this.reader.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Stops the process gracefully, or kills it if this takes longer than 15 s. Waits
	 * until the terms that it has printed are known.
	 */
	@Override
	public void close() {
		try {
			this.process.getOutputStream().close();
			if (!this.process.waitFor(15, TimeUnit.SECONDS)) {
				Processes.kill(this.process);
			}
			this.reader.join();
		}
		catch (IOException ex) {
			kill();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public String toString() {
		return this.identity + ":\n" + String.join("\n", this.output);
	}

}
