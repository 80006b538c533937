package io.leader.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks whether a history of operations is linearizable, by running the program in
 * {@code peers/porcupine}, which uses Porcupine.
 */
final class Porcupine {

	private static final Path PROGRAM = Path.of("target", "porcupine", "check").toAbsolutePath();

	private static boolean built;

	/**
	 * The verdict on a history.
	 *
	 * @param linearizable whether the history is linearizable
	 * @param report the verdict as text, with figures
	 */
	record Verdict(boolean linearizable, String report) {
	}

	private record Run(int code, String output) {
	}

	private Porcupine() {
	}

	/**
	 * Checks a history.
	 * @param history a file of operations
	 * @return the verdict
	 * @throws IllegalStateException if there is no verdict
	 */
	static Verdict check(Path history) {
		build();
		Run run = run(List.of(PROGRAM.toString(), history.toString()));
		return switch (run.code()) {
			case 0 -> new Verdict(true, run.output());
			case 1 -> new Verdict(false, run.output());
			default -> throw new IllegalStateException(history + ": " + run.output());
		};
	}

	private static synchronized void build() {
		if (built) {
			return;
		}
		Run go = run(List.of(Path.of("peers", "porcupine", "build").toAbsolutePath().toString(), PROGRAM.toString()));
		if (go.code() != 0) {
			throw new IllegalStateException(go.output());
		}
		built = true;
	}

	private static Run run(List<String> command) {
		try {
			Files.createDirectories(PROGRAM.getParent());
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
			return new Run(process.waitFor(), output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
