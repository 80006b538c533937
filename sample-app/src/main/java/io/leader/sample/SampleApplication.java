package io.leader.sample;

import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * A small service that runs in several replicas, one of which leads. With the profile
 * {@code sidecar} it elects for programs in other languages, with {@code run} it waits
 * for leadership and then runs a command.
 */
@SpringBootApplication
@EnableScheduling
class SampleApplication {

	/** For what cannot be understood, as is usual on a command line. */
	private static final int USAGE = 2;

	public static void main(String[] args) {
		try {
			SpringApplication.run(SampleApplication.class, CommandLine.translate(args, Map.copyOf(System.getenv())));
		}
		catch (UsageException ex) {
			System.err.println(ex.getMessage());
			System.exit(USAGE);
		}
	}

}
