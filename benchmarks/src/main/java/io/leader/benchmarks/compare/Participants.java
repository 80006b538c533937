package io.leader.benchmarks.compare;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.kubernetes.client.extended.leaderelection.LeaderElector;

import io.leader.election.LeaderElection;

/**
 * The list of all participants.
 */
final class Participants {

	private static final String PACKAGE = "io.leader.benchmarks.participant.";

	private Participants() {
	}

	/**
	 * Lists the participants.
	 * @param application the jar of an application that uses Leader's starter
	 * @param clientGo the client-go program; if it does not exist, the participant with
	 * client-go is left out
	 * @throws Unmeasurable if the application does not exist, or if the client-go program
	 * cannot be run
	 */
	static List<Participant> all(Path application, Path clientGo) {
		if (!Files.isReadable(application)) {
			throw new Unmeasurable("There is no " + application
					+ "; build it with: mvn -Pbenchmarks -pl benchmarks -am package -DskipTests");
		}
		List<Participant> all = new ArrayList<>();
		all.add(new Participant("leader", "this product " + version(LeaderElection.class),
				List.of(java(), "-jar", application.toString()), true, true));
		all.add(inJava("fabric8", "fabric8 " + version(KubernetesClient.class), "Fabric8Participant"));
		all.add(inJava("official", "official Java client " + version(LeaderElector.class), "OfficialParticipant"));
		if (Files.isExecutable(clientGo)) {
			all.add(new Participant("client-go", "client-go " + output(clientGo.toString()),
					List.of(clientGo.toString()), false, false));
		}
		return all;
	}

	private static Participant inJava(String key, String title, String mainClass) {
		return new Participant(key, title, inJava(mainClass, "-Dlogback.configurationFile=participants-logback.xml"),
				false, true);
	}

	/**
	 * Returns the command that starts a program in the package of the participants.
	 * @param mainClass the simple name of the main class
	 * @param options the JVM options
	 */
	static List<String> inJava(String mainClass, String... options) {
		List<String> command = new ArrayList<>(List.of(java()));
		command.addAll(List.of(options));
		command
			.addAll(List.of("-cp", Objects.requireNonNull(System.getProperty("java.class.path")), PACKAGE + mainClass));
		return command;
	}

	private static String java() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

	/**
	 * Returns the version in the name of the jar that contains a class, or a text for an
	 * unknown version.
	 */
	private static String version(Class<?> type) {
		String jar = new File(type.getProtectionDomain().getCodeSource().getLocation().getPath()).getName();
		Matcher version = Pattern.compile("-(\\d.*)\\.jar").matcher(jar);
		return version.find() ? version.group(1) : "of unknown version";
	}

	private static String output(String command) {
		try {
			Process process = new ProcessBuilder(command).start();
			return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
		}
		catch (IOException ex) {
			throw new Unmeasurable("Cannot run " + command, ex);
		}
	}

}
