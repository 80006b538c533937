package io.leader.sample.run;

import java.util.List;

import io.leader.sample.UsageException;

/**
 * The command to run: everything after {@code --} on the command line.
 */
public final class Command {

	private static volatile List<String> words = List.of();

	private Command() {
	}

	/**
	 * Sets the command.
	 * @param command the words of the command
	 * @throws UsageException if the command is empty
	 */
	public static void set(List<String> command) {
		if (command.isEmpty()) {
			throw new UsageException("There is no command to run. Specify it after --, for example: -- my stuff");
		}
		words = List.copyOf(command);
	}

	static List<String> words() {
		return words;
	}

}
