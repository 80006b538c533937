package io.leader.kubernetes;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.databind.DatabindException;

/**
 * The kubeconfig files that the Kubernetes client reads, merged in the same way, or the
 * kubeconfig that a bean provides. Reports problems in them. A report quotes only names
 * from a kubeconfig, since a kubeconfig contains credentials.
 */
final class Kubeconfigs {

	private static final String POINT_ELSEWHERE = "Correct the file, or set the environment variable KUBECONFIG to another one.";

	private static final String USE_CONTEXT = "Select a context with 'kubectl config use-context <name>'; "
			+ "'kubectl config view' shows the configuration. ";

	private static final String CORRECT_BEAN = "Correct the kubeconfig that this bean returns, or remove the bean.";

	/**
	 * Where a kubeconfig comes from.
	 *
	 * @param name the source, worded to follow "The kubeconfig"
	 * @param correction what to do if the kubeconfig is broken
	 * @param choice what to do if the kubeconfig lacks an entry
	 */
	private record Source(String name, String correction, String choice) {

		static Source file(Path path) {
			return new Source("'" + path + "'", POINT_ELSEWHERE, USE_CONTEXT + POINT_ELSEWHERE);
		}

		static Source bean(String name) {
			return new Source("of the bean '" + name + "'", CORRECT_BEAN, CORRECT_BEAN);
		}

		KubernetesConfigurationException broken(String what, @Nullable Exception cause) {
			return new KubernetesConfigurationException("The kubeconfig %s %s.".formatted(this.name, what),
					this.correction, cause);
		}

	}

	/**
	 * A kubeconfig.
	 *
	 * @param source the source
	 * @param content the parsed content
	 */
	private record Kubeconfig(Source source, Config content) {
	}

	private final List<Kubeconfig> files;

	private Kubeconfigs(List<Kubeconfig> files) {
		this.files = files;
	}

	/**
	 * Reads the files that exist. Like the Kubernetes client, ignores folders and empty
	 * files if there are other files.
	 * @param names the files' names; an empty name is ignored
	 * @throws KubernetesConfigurationException if a file cannot be read or parsed, or if
	 * there are only folders and empty files
	 */
	static Kubeconfigs read(Collection<String> names) {
		List<Path> existing = names.stream()
			.filter((name) -> !name.isEmpty())
			.map(Path::of)
			.filter(Files::exists)
			.toList();
		List<Path> used = existing.stream().filter(Kubeconfigs::hasContent).toList();
		return new Kubeconfigs((used.isEmpty() ? existing : used).stream().map((path) -> {
			Source source = Source.file(path);
			return new Kubeconfig(source, parse(source, read(source, path)));
		}).toList());
	}

	private static boolean hasContent(Path path) {
		File file = path.toFile();
		return file.isFile() && file.length() > 0;
	}

	/**
	 * Reads the kubeconfig that a bean provides.
	 * @param bean the name of the bean
	 * @param text the kubeconfig
	 * @throws KubernetesConfigurationException if the kubeconfig is empty or cannot be
	 * parsed
	 */
	static Kubeconfigs provided(String bean, String text) {
		Source source = Source.bean(bean);
		return new Kubeconfigs(List.of(new Kubeconfig(source, parse(source, text))));
	}

	private static String read(Source source, Path path) {
		if (!Files.isRegularFile(path)) {
			throw source.broken("cannot be read: it is not a regular file", null);
		}
		try {
			return Files.readString(path);
		}
		catch (IOException ex) {
			throw source.broken("cannot be read: " + ex, ex);
		}
	}

	private static Config parse(Source source, String text) {
		Config content;
		try {
			content = Serialization.unmarshal(text, Config.class);
		}
		catch (RuntimeException ex) {
			throw source.broken("cannot be parsed: " + withoutContent(ex), ex);
		}
		if (content == null) {
			throw source.broken("is empty", null);
		}
		return content;
	}

	/**
	 * Creates an exception reporting that the current context of the only kubeconfig has
	 * no content.
	 */
	KubernetesConfigurationException withoutContext() {
		return this.files.get(0).source().broken("has an empty current context", null);
	}

	/**
	 * Creates an exception reporting that the client cannot use the only kubeconfig,
	 * without quoting its content.
	 */
	KubernetesConfigurationException unusable(RuntimeException failure) {
		String cause = KubernetesConfigurationException.rootCause(failure).getClass().getSimpleName();
		return this.files.get(0).source().broken("cannot be used (%s)".formatted(cause), failure);
	}

	private static String withoutContent(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof DatabindException mapping) {
				String field = mapping.getPath().stream().map(Kubeconfigs::text).collect(Collectors.joining("."));
				return field.isEmpty() ? "it is not a mapping with clusters, users, and contexts"
						: "the field '%s' has a value of the wrong type".formatted(field);
			}
		}
		Throwable root = KubernetesConfigurationException.rootCause(failure);
		if (!root.getClass().getName().startsWith("org.snakeyaml.")) {
			// The messages of other libraries, such as the client's former JSON library,
			// quote the file.
			return "it is not valid YAML or JSON, or a field has a value of the wrong type";
		}
		String message = String.valueOf(root.getMessage());
		// Remove what the parser quotes from the file: indented lines, and the names of
		// aliases, anchors, tags, and keys.
		return message.lines()
			.filter((line) -> !line.startsWith("    "))
			.map(String::strip)
			.collect(Collectors.joining(" "))
			.replaceAll("(alias|anchor|tag|key) \\S+", "$1")
			.replaceAll("\\W+$", "");
	}

	private static String text(Reference reference) {
		return (reference.getPropertyName() != null) ? reference.getPropertyName() : "[" + reference.getIndex() + "]";
	}

	/**
	 * Checks that the current context exists, unless there are no files.
	 * @throws KubernetesConfigurationException if the check fails
	 */
	void checkCurrentContext() {
		if (this.files.isEmpty()) {
			return;
		}
		List<String> contexts = names(Config::getContexts, NamedContext::getName);
		for (Kubeconfig file : this.files) {
			String current = file.content().getCurrentContext();
			if (current != null && !current.isEmpty()) {
				check(file, "has the current-context '%s', but there is no context".formatted(current), current,
						contexts);
				return;
			}
		}
		throw wrong(this.files.get(0), "has no current-context", contexts);
	}

	/**
	 * Checks that the cluster of a context and, if it has one, its user exist.
	 * @throws KubernetesConfigurationException if the check fails
	 */
	void check(NamedContext context) {
		this.files.stream()
			.filter((file) -> names(file, Config::getContexts, NamedContext::getName).contains(context.getName()))
			.findFirst()
			.ifPresent((file) -> check(file, context.getName(), context.getContext()));
	}

	private void check(Kubeconfig file, String name, Context context) {
		String sentence = "has the context '%s' with %s '%s', but there is no %2$s";
		check(file, sentence.formatted(name, "cluster", context.getCluster()), context.getCluster(),
				names(Config::getClusters, NamedCluster::getName));
		if (context.getUser() != null && !context.getUser().isEmpty()) {
			check(file, sentence.formatted(name, "user", context.getUser()), context.getUser(),
					names(Config::getUsers, NamedAuthInfo::getName));
		}
	}

	private static void check(Kubeconfig file, String what, @Nullable String name, List<String> all) {
		if (!all.contains(name)) {
			throw wrong(file, what + " with that name", all);
		}
	}

	private static KubernetesConfigurationException wrong(Kubeconfig file, String what, List<String> all) {
		return new KubernetesConfigurationException("The kubeconfig %s %s. Available: %s."
			.formatted(file.source().name(), what, all.isEmpty() ? "none" : String.join(", ", all)),
				file.source().choice(), null);
	}

	private <T> List<String> names(Function<Config, @Nullable List<T>> all, Function<T, String> name) {
		return this.files.stream().flatMap((file) -> names(file, all, name).stream()).distinct().toList();
	}

	private static <T> List<String> names(Kubeconfig file, Function<Config, @Nullable List<T>> all,
			Function<T, String> name) {
		return entries(file, all).map(name).filter(Objects::nonNull).toList();
	}

	private static <T> Stream<T> entries(Kubeconfig file, Function<Config, @Nullable List<T>> all) {
		List<T> found = all.apply(file.content());
		return (found != null) ? found.stream() : Stream.empty();
	}

	/**
	 * Returns whether the user of a context has a credential plugin.
	 * @param context the context; {@code null} and a context without content have no user
	 */
	boolean hasPlugin(@Nullable NamedContext context) {
		return context != null && context.getContext() != null
				&& this.files.stream()
					.flatMap((file) -> entries(file, Config::getUsers))
					.anyMatch((user) -> user.getName() != null && user.getName().equals(context.getContext().getUser())
							&& user.getUser() != null && user.getUser().getExec() != null);
	}

}
