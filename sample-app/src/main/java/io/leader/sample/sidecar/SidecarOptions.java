package io.leader.sample.sidecar;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import io.leader.sample.UsageException;

/**
 * The flags of leader-election and k8s-elector, and the environment variables of these
 * programs and of leader-elector, translated into Spring's arguments. Flags take
 * precedence over variables. Spring properties, whose names contain a dot, are passed on
 * unchanged and take precedence over both. The defaults of these programs have the lowest
 * precedence, so that each Spring property overrides them, wherever it is set.
 */
@Command(name = "sidecar", sortOptions = false,
		customSynopsis = "java -jar sample-app.jar --spring.profiles.active=sidecar [flags] [--<property>=<value>]",
		footer = "Flags may start with one or two dashes. The flags of klog are accepted but ignored.")
public final class SidecarOptions {

	private static final String LEASE_DURATION = "leader.lease-duration";

	private static final String RENEW_DEADLINE = "leader.renew-deadline";

	private static final Set<String> LOCK_TYPES = Set.of("leases", "configmaps", "endpoints");

	private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

	@Option(names = { "-election", "--election" }, paramLabel = "<name>",
			description = "Name of the election and of its lock, as in k8s-elector. "
					+ "Required unless --lease-name or LEASE_NAME is set.")
	private @Nullable String election;

	@Option(names = { "-lease-name", "--lease-name" }, paramLabel = "<name>",
			description = "Like -election, but also records Events, as in leader-election.")
	private @Nullable String leaseName;

	@Option(names = { "-namespace", "--namespace", "-n" }, paramLabel = "<name>",
			description = "Namespace of the lock (default: NAMESPACE, otherwise \"default\", or the Pod's if there are no flags).")
	private @Nullable String namespace;

	@Option(names = { "-id", "--id" }, paramLabel = "<name>",
			description = "Identity of this candidate (default: POD_NAME, otherwise the host name).")
	private @Nullable String id;

	@Option(names = { "-lock-type", "--lock-type" }, paramLabel = "<type>",
			description = "leases, configmaps, or endpoints (default: leases).")
	private @Nullable String lockType;

	@Option(names = { "-ttl", "--ttl", "-lease-duration", "--lease-duration" }, paramLabel = "<duration>",
			description = "Lease duration, such as 10s or 1m30s (default: LEASE_DURATION, otherwise 10s).")
	private @Nullable String lease;

	@Option(names = { "-lease-renew-duration", "--lease-renew-duration" }, paramLabel = "<duration>",
			description = "Renew deadline (default: LEASE_RENEW_DURATION, otherwise two thirds of the lease duration).")
	private @Nullable String renew;

	@Option(names = { "-http", "--http", "-addr", "--addr" }, paramLabel = "<host:port>",
			description = "Address to listen on (default: :4040).")
	private @Nullable String address;

	@Option(names = { "-kubeconfig", "--kubeconfig" }, paramLabel = "<file>",
			description = "Kubeconfig to use outside a cluster.")
	private @Nullable String kubeconfig;

	@Option(names = { "-h", "-help", "--help" }, usageHelp = true, description = "Prints this help and exits.")
	@SuppressWarnings("UnusedVariable") // Read by picocli
	private boolean help;

	@Mixin
	private KlogFlags klog = new KlogFlags();

	private final Map<String, String> springArguments = new LinkedHashMap<>();

	private final Map<String, Object> defaults = new LinkedHashMap<>();

	private final List<String> passedOn;

	private final GivenProperties given;

	private SidecarOptions(List<String> passedOn, GivenProperties given) {
		this.passedOn = passedOn;
		this.given = given;
	}

	/**
	 * Reads a command line and the environment. If a kubeconfig is given, also sets the
	 * system property {@code kubeconfig}.
	 * @param args the command line
	 * @param variables the environment variables
	 * @return the options
	 * @throws UsageException if something is unknown, missing, or malformed, or help was
	 * requested
	 */
	public static SidecarOptions parse(List<String> args, Map<String, String> variables) {
		List<String> passedOn = new ArrayList<>();
		List<String> flags = new ArrayList<>();
		for (String arg : args) {
			boolean spring = arg.startsWith("--") && arg.split("=", 2)[0].contains(".");
			(spring ? passedOn : flags).add(arg);
		}
		SidecarOptions options = new SidecarOptions(passedOn, new GivenProperties(passedOn, variables));
		try {
			// As in Go: short flags cannot be combined, the last occurrence of a flag
			// wins, and arguments are not read from files.
			CommandLine line = new CommandLine(options).setPosixClusteredShortOptionsAllowed(false)
				.setOverwrittenOptionsAllowed(true)
				.setExpandAtFiles(false);
			line.parseArgs(flags.toArray(String[]::new));
			if (line.isUsageHelpRequested()) {
				throw UsageException.help(line.getUsageMessage());
			}
		}
		catch (UnmatchedArgumentException ex) {
			throw new UsageException("Unknown flag or argument '%s'. Supported: %s.".formatted(ex.getUnmatched().get(0),
					"-election, --lease-name, -namespace, -id, -lock-type, -ttl, --lease-duration, "
							+ "--lease-renew-duration, -http, --addr, -kubeconfig, and Spring's --<property>=<value>"));
		}
		catch (ParameterException ex) {
			throw new UsageException(ex.getMessage() + ".");
		}
		options.complete(variables, !flags.isEmpty());
		return options;
	}

	private void complete(Map<String, String> variables, boolean flagged) {
		name(variables);
		pod(variables);
		String space = (this.namespace != null) ? this.namespace : variables.get("NAMESPACE");
		if (space != null) {
			put("leader.namespace", name(space, (this.namespace != null) ? "-namespace" : "NAMESPACE"));
		}
		else if (flagged) {
			// The default of the programs that have flags.
			this.defaults.put("leader.namespace", "default");
		}
		if (this.id != null && !this.id.isBlank()) {
			put("leader.identity", this.id);
		}
		if (this.lockType != null) {
			if (!LOCK_TYPES.contains(this.lockType)) {
				throw new UsageException(
						"-lock-type is '%s'; it must be leases, configmaps, or endpoints.".formatted(this.lockType));
			}
			put("leader.lock-type", this.lockType);
		}
		timings(variables);
		if (this.address != null && !this.address.isEmpty()) {
			address(this.address);
		}
		if (this.kubeconfig != null) {
			// The first place where the Kubernetes client looks for a kubeconfig.
			System.setProperty("kubeconfig", this.kubeconfig);
		}
	}

	private void name(Map<String, String> variables) {
		if (this.election != null) {
			put("leader.lock-name", name(this.election, "-election"));
		}
		else if (this.leaseName != null) {
			put("leader.lock-name", name(this.leaseName, "--lease-name"));
			// Record Events, as leader-election does.
			this.defaults.put("leader.kubernetes.events", "true");
		}
		else if (variables.get("LEASE_NAME") != null) {
			put("leader.lock-name", name(variables.get("LEASE_NAME"), "LEASE_NAME"));
		}
		else if (!this.given.isAnySet("leader.lock-name") && !this.given.isAnySet("leader.elections")) {
			throw new UsageException(
					"The election has no name. Set -election, --lease-name, or the environment variable LEASE_NAME.");
		}
	}

	/**
	 * Sets the property {@code POD_NAME} to the name that k8s-elector would use for its
	 * Pod, unless the variable {@code POD_NAME} is set. The name is the value of
	 * {@code ELECTOR_POD_NAME} or, if that variable is not set and the Pod is to be
	 * labeled, the host name. If there is no such name, the property is not set.
	 */
	private void pod(Map<String, String> variables) {
		if (!variables.getOrDefault("POD_NAME", "").isBlank()) {
			return;
		}
		String pod = variables.getOrDefault("ELECTOR_POD_NAME", "");
		boolean labels = this.given.isAnySet("leader.kubernetes.pod-label");
		String found = (pod.isBlank() && labels) ? variables.getOrDefault("HOSTNAME", "") : pod;
		if (!found.isBlank()) {
			put("POD_NAME", found);
		}
	}

	private static String name(String value, String from) {
		if (!NAME.matcher(value).matches()) {
			throw new UsageException(
					"%s is '%s'; it must consist of lowercase letters, digits, '-', and '.'.".formatted(from, value));
		}
		return value;
	}

	private void timings(Map<String, String> variables) {
		Duration leaseDuration = duration(LEASE_DURATION, this.lease, "-ttl or --lease-duration", variables,
				"LEASE_DURATION", DefaultTimings.LEASE);
		Duration renewDeadline = duration(RENEW_DEADLINE, this.renew, "--lease-renew-duration", variables,
				"LEASE_RENEW_DURATION", DefaultTimings.renewDeadline(leaseDuration));
		// If one of them is set as a property, the application checks both.
		boolean checked = !this.given.isAnySet(LEASE_DURATION) && !this.given.isAnySet(RENEW_DEADLINE);
		if (checked && renewDeadline.compareTo(leaseDuration) >= 0) {
			throw new UsageException("The lease duration (%s ms) must be longer than the renew duration (%s ms)."
				.formatted(leaseDuration.toMillis(), renewDeadline.toMillis()));
		}
		this.defaults.put("leader.retry-period", DefaultTimings.retryPeriod(renewDeadline).toString());
	}

	private Duration duration(String property, @Nullable String flag, String flagName, Map<String, String> variables,
			String variable, Duration otherwise) {
		String text = (flag != null) ? flag : variables.get(variable);
		if (text == null) {
			this.defaults.put(property, otherwise.toString());
			return this.given.duration(property).orElse(otherwise);
		}
		try {
			Duration duration = GoDuration.parse(text);
			put(property, duration.toString());
			return this.given.isArgument(property) ? this.given.duration(property).orElse(duration) : duration;
		}
		catch (IllegalArgumentException ex) {
			throw new UsageException("%s is '%s'; it must be a duration such as 10s or 1m30s."
				.formatted((flag != null) ? flagName : variable, text));
		}
	}

	private void address(String value) {
		ListenAddress listen;
		try {
			listen = ListenAddress.parse(value);
		}
		catch (IllegalArgumentException ex) {
			throw new UsageException(
					"-http is '%s'; it must be an address and a port such as 0.0.0.0:4040 or :4040.".formatted(value));
		}
		if (!listen.host().isEmpty()) {
			put("server.address", listen.host());
		}
		put("server.port", String.valueOf(listen.port()));
	}

	private void put(String property, String value) {
		this.springArguments.put(property, value);
	}

	/**
	 * Returns a notice that the flags of klog are ignored.
	 * @return one line; empty if no flag of klog was given
	 */
	public Optional<String> note() {
		return this.klog.isAnyGiven()
				? Optional.of("The flags of klog are ignored. To configure logging, use Spring's logging.* properties.")
				: Optional.empty();
	}

	/**
	 * Returns Spring's arguments: those of the command line, and those for the flags and
	 * variables, except for properties that the command line sets directly.
	 * @return the arguments
	 */
	public String[] springArguments() {
		List<String> arguments = new ArrayList<>(this.passedOn);
		this.springArguments.forEach((property, value) -> {
			if (!this.given.isArgument(property)) {
				arguments.add("--" + property + "=" + value);
			}
		});
		return arguments.toArray(String[]::new);
	}

	/**
	 * Returns the defaults for properties that neither a flag nor a variable specifies.
	 * @return the values by property
	 */
	public Map<String, Object> defaultProperties() {
		return this.defaults;
	}

}
