package io.leader.sample.sidecar;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import io.leader.sample.UsageException;

/**
 * The flags of leader-election and k8s-elector and the variables of leader-election and
 * leader-elector, as Spring's arguments. A flag counts more than a variable, and what is
 * a Spring property (there is a dot in its name) is handed on as it is.
 */
@Command(name = "sidecar")
public final class SidecarOptions {

	/** What those programs wait for by default. */
	private static final Duration LEASE = Duration.ofSeconds(10);

	private static final Duration LONGEST_RETRY = Duration.ofSeconds(2);

	private static final Set<String> LOCK_TYPES = Set.of("leases", "configmaps", "endpoints");

	private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

	private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9a-fA-F:]+]|[^:\\[\\]]*):(\\d{1,5})");

	@Option(names = { "-election", "--election", "-lease-name", "--lease-name" })
	private @Nullable String name;

	@Option(names = { "-namespace", "--namespace", "-n" })
	private @Nullable String namespace;

	@Option(names = { "-id", "--id" })
	private @Nullable String id;

	@Option(names = { "-lock-type", "--lock-type" })
	private String lockType = "leases";

	@Option(names = { "-ttl", "--ttl", "-lease-duration", "--lease-duration" })
	private @Nullable String lease;

	@Option(names = { "-lease-renew-duration", "--lease-renew-duration" })
	private @Nullable String renew;

	@Option(names = { "-http", "--http", "-addr", "--addr" })
	private @Nullable String address;

	@Option(names = { "-kubeconfig", "--kubeconfig" })
	private @Nullable String kubeconfig;

	private final Map<String, String> springArguments = new LinkedHashMap<>();

	private final List<String> handedOn = new ArrayList<>();

	private SidecarOptions() {
	}

	/**
	 * Reads a command line and the environment.
	 * @param args the command line
	 * @param variables the environment variables
	 * @return the options
	 * @throws UsageException if something is unknown, missing or malformed
	 */
	public static SidecarOptions parse(List<String> args, Map<String, String> variables) {
		SidecarOptions options = new SidecarOptions();
		List<String> flags = new ArrayList<>();
		for (String arg : args) {
			boolean spring = arg.startsWith("--") && arg.split("=", 2)[0].contains(".");
			(spring ? options.handedOn : flags).add(arg);
		}
		boolean flagged = !flags.isEmpty();
		try {
			// As Go's flags: no clusters of letters, the last one counts, no files.
			new CommandLine(options).setPosixClusteredShortOptionsAllowed(false)
				.setOverwrittenOptionsAllowed(true)
				.setExpandAtFiles(false)
				.parseArgs(flags.toArray(String[]::new));
		}
		catch (UnmatchedArgumentException ex) {
			throw new UsageException("Unknown flag or argument '%s'; known are %s.".formatted(ex.getUnmatched().get(0),
					"-election, --lease-name, -namespace, -id, -lock-type, -ttl, --lease-duration, "
							+ "--lease-renew-duration, -http, --addr, -kubeconfig and Spring's --<property>=<value>"));
		}
		catch (ParameterException ex) {
			throw new UsageException(ex.getMessage() + ".");
		}
		options.complete(variables, flagged);
		return options;
	}

	private void complete(Map<String, String> variables, boolean flagged) {
		election((this.name != null) ? this.name : variables.get("LEASE_NAME"),
				(this.name != null) ? "-election" : "LEASE_NAME");
		String space = (this.namespace != null) ? this.namespace : variables.get("NAMESPACE");
		if (space != null) {
			put("leader.namespace", name(space, (this.namespace != null) ? "-namespace" : "NAMESPACE"));
		}
		else if (flagged) {
			// Where those programs look that have flags.
			put("leader.namespace", "default");
		}
		if (this.id != null) {
			if (this.id.isBlank()) {
				throw new UsageException("-id is empty; give each replica an identity of its own, or leave it out.");
			}
			put("leader.identity", this.id);
		}
		if (!LOCK_TYPES.contains(this.lockType)) {
			throw new UsageException(
					"-lock-type is '%s'; it must be leases, configmaps or endpoints.".formatted(this.lockType));
		}
		put("leader.lock-type", this.lockType);
		timings(variables);
		if (this.address != null) {
			address(this.address);
		}
		if (this.kubeconfig != null) {
			// Where the Kubernetes client looks first.
			System.setProperty("kubeconfig", this.kubeconfig);
		}
	}

	private void election(@Nullable String election, String from) {
		if (election != null) {
			put("leader.lock-name", name(election, from));
		}
		else if (this.handedOn.stream().noneMatch((arg) -> arg.startsWith("--leader."))) {
			throw new UsageException(
					"The election has no name; set -election or --lease-name, or the variable LEASE_NAME.");
		}
	}

	private static String name(String value, String from) {
		if (!NAME.matcher(value).matches()) {
			throw new UsageException(
					"%s is '%s'; it must consist of lower-case letters, digits, '-' and '.'.".formatted(from, value));
		}
		return value;
	}

	private void timings(Map<String, String> variables) {
		Duration leaseDuration = duration(this.lease, "-ttl or --lease-duration", variables, "LEASE_DURATION", LEASE);
		Duration twoThirds = leaseDuration.multipliedBy(2).dividedBy(3);
		Duration renewDeadline = duration(this.renew, "--lease-renew-duration", variables, "LEASE_RENEW_DURATION",
				twoThirds);
		if (renewDeadline.compareTo(leaseDuration) >= 0) {
			throw new UsageException("The lease duration (%s ms) must be longer than the renew duration (%s ms)."
				.formatted(leaseDuration.toMillis(), renewDeadline.toMillis()));
		}
		Duration fifth = renewDeadline.dividedBy(5);
		Duration retryPeriod = (fifth.compareTo(LONGEST_RETRY) < 0) ? fifth : LONGEST_RETRY;
		put("leader.lease-duration", leaseDuration.toString());
		put("leader.renew-deadline", renewDeadline.toString());
		put("leader.retry-period", retryPeriod.toString());
	}

	private static Duration duration(@Nullable String flag, String flagName, Map<String, String> variables,
			String variable, Duration otherwise) {
		String text = (flag != null) ? flag : variables.get(variable);
		if (text == null) {
			return otherwise;
		}
		try {
			return GoDuration.parse(text);
		}
		catch (IllegalArgumentException ex) {
			throw new UsageException("%s is '%s'; it must be a duration such as 10s or 1m30s."
				.formatted((flag != null) ? flagName : variable, text));
		}
	}

	private void address(String value) {
		var matcher = ADDRESS.matcher(value);
		if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65535) {
			throw new UsageException(
					"-http is '%s'; it must be an address and a port such as 0.0.0.0:4040 or :4040.".formatted(value));
		}
		if (!matcher.group(1).isEmpty()) {
			put("server.address", matcher.group(1));
		}
		put("server.port", matcher.group(2));
	}

	private void put(String property, String value) {
		this.springArguments.put(property, value);
	}

	/**
	 * The options as Spring's arguments. What was given as such counts more.
	 * @return the arguments
	 */
	public String[] springArguments() {
		List<String> arguments = new ArrayList<>(this.handedOn);
		this.springArguments.forEach((property, value) -> {
			String prefix = "--" + property + "=";
			if (this.handedOn.stream().noneMatch((arg) -> arg.startsWith(prefix))) {
				arguments.add(prefix + value);
			}
		});
		return arguments.toArray(String[]::new);
	}

}
