package io.leader.benchmarks.participant;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.lock.ElectionLockFactory;

/**
 * An application that takes part in many elections. It reports each grant, in how many
 * elections it leads, and how many times it has observed another leader. Since it is a
 * listener bean, all elections notify it.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class ManyElectionsParticipant implements ApplicationRunner, LeaderElectionListener {

	private int led;

	private int seen;

	/**
	 * Starts the participant.
	 * @param args the namespace, the identity, and the number of elections; further
	 * arguments are passed to Spring Boot
	 */
	public static void main(String[] args) {
		Map<String, Object> properties = new HashMap<>(Map.of("spring.main.keep-alive", "true", "leader.platform",
				"kubernetes", "leader.namespace", args[0], "leader.identity", args[1], "leader.primary", "job0"));
		for (int i = 0; i < Integer.parseInt(args[2]); i++) {
			properties.put("leader.elections.job" + i + ".lock-name", "scale-" + i);
		}
		SpringApplication application = new SpringApplication(ManyElectionsParticipant.class);
		application.setDefaultProperties(properties);
		application.run(Stream.of(args).skip(3).toArray(String[]::new));
	}

	/**
	 * Creates the factory for locks of type {@code hanging}, whose calls never return.
	 */
	@Bean
	ElectionLockFactory hanging() {
		return (election, lock) -> new HangingLock(lock);
	}

	@Override
	public void run(ApplicationArguments args) {
		Thread commands = new Thread(this::obey, "commands");
		commands.setDaemon(true);
		commands.start();
	}

	@Override
	public synchronized void onGranted(LeaderElection election, long fencingToken) {
		say("GRANTED ", fencingToken);
		say("LED ", ++this.led);
	}

	@Override
	public synchronized void onRevoked(LeaderElection election) {
		say("LED ", --this.led);
	}

	@Override
	public synchronized void onOtherLeader(LeaderElection election, String leader) {
		say("SEEN ", ++this.seen);
	}

	/**
	 * Reports the numbers of threads and connections for each line of the standard input.
	 * Exits when the input ends, since the harness has then ended, or when the
	 * connections cannot be counted.
	 */
	private void obey() {
		int status = 0;
		try (BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
			while (commands.readLine() != null) {
				say("SOCKETS ", sockets());
				say("THREADS ", ManagementFactory.getThreadMXBean().getThreadCount());
			}
		}
		catch (IOException | UncheckedIOException ex) {
			ex.printStackTrace();
			status = 1;
		}
		Runtime.getRuntime().halt(status);
	}

	/**
	 * Returns the number of open sockets, or 0 if the operating system is not Linux.
	 * Without a web server, these are the connections to the API server.
	 */
	private static long sockets() throws IOException {
		Path descriptors = Path.of("/proc/self/fd");
		if (!Files.isDirectory(descriptors)) {
			return 0;
		}
		try (Stream<Path> files = Files.list(descriptors)) {
			return files.filter(ManyElectionsParticipant::isSocket).count();
		}
	}

	private static boolean isSocket(Path file) {
		try {
			return Files.readSymbolicLink(file).toString().startsWith("socket:");
		}
		catch (IOException ex) {
			// The descriptor has been closed in the meantime.
			return false;
		}
	}

	private static void say(String word, long number) {
		System.out.println(word + number);
	}

}
