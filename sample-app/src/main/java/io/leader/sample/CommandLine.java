package io.leader.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.springframework.core.env.Profiles;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

import io.leader.sample.run.Command;
import io.leader.sample.run.OwnPod;
import io.leader.sample.sidecar.SidecarOptions;

/**
 * Determines the requested profile and translates the command line into Spring's
 * arguments accordingly, before the application starts.
 */
final class CommandLine {

	private final String[] arguments;

	private final Map<String, Object> defaults;

	private CommandLine(String[] arguments, Map<String, Object> defaults) {
		this.arguments = arguments;
		this.defaults = defaults;
	}

	/**
	 * Translates a command line. With the profile {@code run}, also sets the
	 * {@link Command}, and waits for the API server if the Pod's UID must be read. With
	 * the profile {@code sidecar}, also sets the system property {@code kubeconfig} if a
	 * kubeconfig is given.
	 * @throws UsageException if the command line or the environment is invalid, or help
	 * was requested
	 */
	static CommandLine translate(String[] args, Map<String, String> variables) {
		List<String> all = List.of(args);
		int end = all.contains("--") ? all.indexOf("--") : all.size();
		List<String> own = all.subList(0, end);
		List<String> command = all.subList(Math.min(end + 1, all.size()), all.size());
		StandardEnvironment environment = environment(own);
		if (environment.acceptsProfiles(Profiles.of("run"))) {
			Command.set(command);
			List<String> completed = new ArrayList<>(own);
			completed.addAll(OwnPod.arguments(environment));
			return new CommandLine(completed.toArray(String[]::new), Map.of());
		}
		if (!command.isEmpty()) {
			throw new UsageException(
					"There is a command to run (%s), but no profile that runs it. Add %s before the --."
						.formatted(String.join(" ", command), "--spring.profiles.active=run"));
		}
		if (environment.acceptsProfiles(Profiles.of("sidecar"))) {
			SidecarOptions options = SidecarOptions.parse(own, variables);
			// Logging is not available yet.
			options.note().ifPresent(System.err::println);
			return new CommandLine(options.springArguments(), options.defaultProperties());
		}
		return new CommandLine(own.toArray(String[]::new), Map.of());
	}

	/**
	 * Returns Spring's arguments.
	 */
	String[] arguments() {
		return this.arguments;
	}

	/**
	 * Returns the properties that apply if they are not set anywhere else.
	 */
	Map<String, Object> defaults() {
		return this.defaults;
	}

	private static StandardEnvironment environment(List<String> args) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new SimpleCommandLinePropertySource(
					args.stream().filter((arg) -> arg.startsWith("--") && arg.contains(".")).toArray(String[]::new)));
		return environment;
	}

}
