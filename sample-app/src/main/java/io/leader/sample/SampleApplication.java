package io.leader.sample;

import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

import io.leader.sample.sidecar.SidecarServer;

/**
 * A small service that runs in several replicas, one of which leads. With the profile
 * {@code sidecar}, it runs the election for programs in other languages; with {@code
 * run}, it waits for leadership and then runs a command.
 */
@SpringBootApplication
@EnableScheduling
class SampleApplication {

	public static void main(String[] args) {
		try {
			CommandLine commandLine = CommandLine.translate(args, Map.copyOf(System.getenv()));
			SpringApplication application = new SpringApplication(SampleApplication.class);
			application.addListeners(new SidecarServer());
			application.setDefaultProperties(commandLine.defaults());
			application.run(commandLine.arguments());
		}
		catch (UsageException ex) {
			((ex.exitCode() == 0) ? System.out : System.err).println(ex.getMessage());
			System.exit(ex.exitCode());
		}
	}

}
