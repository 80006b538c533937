package io.leader.support;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands that start a JVM for a test. The options save CPU time while the JVM starts.
 * Among other things, they disable the optimizing compiler, since most tests end before
 * it pays off, and the verification of bytecode, since javac's output does not need it.
 * They also limit TLS to one key agreement, since a client by default generates keys for
 * two.
 */
public final class TestJvm {

	private static final List<String> OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
			"-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote", "-Djdk.tls.namedGroups=x25519");

	private TestJvm() {
	}

	/**
	 * Returns the command that runs one of the tests' classes with a small heap.
	 * @param mainClass the class with the main method
	 * @param arguments its arguments
	 * @return the command
	 */
	public static List<String> command(Class<?> mainClass, String... arguments) {
		return command(List.of("-Xmx96m"), System.getProperty("java.class.path"), mainClass.getName(),
				List.of(arguments));
	}

	static List<String> command(List<String> options, String classPath, String mainClass, List<String> arguments) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(OPTIONS);
		command.addAll(options);
		command.addAll(List.of("-cp", classPath, mainClass));
		command.addAll(arguments);
		return command;
	}

}
