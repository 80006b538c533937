package io.leader.benchmarks.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A process whose lines of output are observed, and that obeys commands on its standard
 * input.
 */
final class ObservedProcess {

	private final Process process;

	private final Consumer<String> lines;

	private final Runnable ended;

	/**
	 * Starts the process.
	 * @param name its name, for the thread that reads its output
	 * @param program the command to start it
	 * @param lines receives each line of its output
	 * @param ended runs when its output has ended
	 */
	ObservedProcess(String name, ProcessBuilder program, Consumer<String> lines, Runnable ended) {
		this.lines = lines;
		this.ended = ended;
		try {
			this.process = program.redirectErrorStream(true).start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread reader = new Thread(this::read, "output of " + name);
		reader.setDaemon(true);
		reader.start();
	}

	private void read() {
		try (BufferedReader output = this.process.inputReader(StandardCharsets.UTF_8)) {
			String line;
			while ((line = output.readLine()) != null) {
				this.lines.accept(line);
			}
		}
		catch (IOException ex) {
			// The process is gone; its output has been read.
		}
		this.ended.run();
	}

	void command(String text) {
		try {
			Writer commands = this.process.outputWriter(StandardCharsets.UTF_8);
			commands.write(text + "\n");
			commands.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the handle of the process: {@code Process.destroy} would also close the
	 * stream with its output.
	 */
	ProcessHandle handle() {
		return this.process.toHandle();
	}

}
