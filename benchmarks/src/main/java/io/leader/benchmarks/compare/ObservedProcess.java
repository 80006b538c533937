package io.leader.benchmarks.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A process whose output is observed line by line and that executes commands from its
 * standard input.
 */
final class ObservedProcess {

	private final Process process;

	private final Consumer<String> lines;

	private final Runnable ended;

	/**
	 * Starts the process, and a thread that reads its output.
	 * @param name the name of the process, which is part of the name of the thread that
	 * reads the output
	 * @param program the command that starts the process
	 * @param lines receives each line of the output, including the error output
	 * @param ended runs when the output has ended
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
			// The output cannot be read any further, which is treated as its end.
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
	 * Returns the handle of the process. Use it to end the process, since
	 * {@code Process.destroy} would also close the stream from which the output is read.
	 */
	ProcessHandle handle() {
		return this.process.toHandle();
	}

}
