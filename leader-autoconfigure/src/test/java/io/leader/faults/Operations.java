package io.leader.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The writers' calls to the fence, the fence's responses, and the times of both on the
 * monotonic clock that all processes of a machine share. Writers report them in lines of
 * their output.
 */
class Operations {

	/**
	 * The outcome of a call.
	 */
	enum Outcome {

		/** A transaction committed. */
		COMMITTED("committed"),
		/** The token was raised for a new term, which is also a commit. */
		RAISED("committed"),
		/** A transaction did not commit because there was a larger token. */
		REFUSED("refused");

		private final String name;

		Outcome(String name) {
			this.name = name;
		}

	}

	private record Call(int client, long token, long time) {
	}

	private record Result(Outcome outcome, long time) {
	}

	private final Map<String, Call> calls = new ConcurrentHashMap<>();

	private final Map<String, Result> results = new ConcurrentHashMap<>();

	/**
	 * Prints, in a writer's process, that the fence is about to be called.
	 * @param id the name of the operation
	 * @param token the token of the operation's term
	 */
	static void call(String id, long token) {
		System.out.println("call " + id + " " + token + " " + System.nanoTime());
	}

	/**
	 * Prints, in a writer's process, the response of the fence.
	 */
	static void completed(String id, Outcome outcome) {
		long time = System.nanoTime();
		System.out.println("completed " + id + " " + outcome + " " + time);
	}

	/**
	 * Records a line of a writer's output if the line describes an operation.
	 * @param client the ID of the process
	 * @return whether the line describes an operation
	 */
	boolean note(int client, String line) {
		String[] words = line.split(" ", 5);
		if (words.length != 4) {
			return false;
		}
		switch (words[0]) {
			case "call" ->
				this.calls.put(words[1], new Call(client, Long.parseLong(words[2]), Long.parseLong(words[3])));
			case "completed" ->
				this.results.put(words[1], new Result(Outcome.valueOf(words[2]), Long.parseLong(words[3])));
			default -> {
				return false;
			}
		}
		return true;
	}

	/**
	 * Returns the names of the operations with the given outcome.
	 */
	Set<String> completedWith(Outcome outcome) {
		return this.results.entrySet()
			.stream()
			.filter((result) -> result.getValue().outcome() == outcome)
			.map(Map.Entry::getKey)
			.collect(Collectors.toSet());
	}

	/**
	 * Writes the operations to a file, one per line, in the format that
	 * {@code peers/porcupine} reads.
	 * @param election the election of the operations
	 */
	void write(String election, Path file) {
		List<String> lines = this.calls.entrySet()
			.stream()
			.map((call) -> line(election, call.getValue(), Optional.ofNullable(this.results.get(call.getKey()))))
			.toList();
		try {
			Files.createDirectories(file.getParent());
			Files.write(file, lines);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String line(String election, Call call, Optional<Result> result) {
		String end = result
			.map((known) -> "\"outcome\":\"%s\",\"return\":%d".formatted(known.outcome().name, known.time()))
			.orElse("\"outcome\":\"unknown\"");
		return "{\"election\":\"%s\",\"client\":%d,\"token\":%d,\"call\":%d,%s}".formatted(election, call.client(),
				call.token(), call.time(), end);
	}

}
