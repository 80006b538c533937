package io.leader.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.jspecify.annotations.Nullable;

/**
 * The kubeconfig files that the Kubernetes client reads, merged as it merges them, and
 * the problems in them. A report quotes nothing but names from a file, since it contains
 * credentials.
 */
final class Kubeconfigs {

	private static final String POINT_ELSEWHERE = "Correct the file, or set the environment variable KUBECONFIG to another one.";

	/**
	 * A kubeconfig file.
	 *
	 * @param path the path of the file
	 * @param content the parsed content
	 */
	private record Kubeconfig(Path path, Config content) {
	}

	private final List<Kubeconfig> files;

	private Kubeconfigs(List<Kubeconfig> files) {
		this.files = files;
	}

	/**
	 * Reads the files that exist.
	 * @param names the files' names
	 * @throws KubernetesConfigurationException if a file cannot be read
	 */
	static Kubeconfigs read(Iterable<String> names) {
		List<Kubeconfig> files = new ArrayList<>();
		for (String name : names) {
			Path path = Path.of(name);
			if (Files.exists(path)) {
				files.add(new Kubeconfig(path, parse(path)));
			}
		}
		return new Kubeconfigs(files);
	}

	private static Config parse(Path path) {
		if (!Files.isRegularFile(path)) {
			throw broken(path, "cannot be read: it is not a regular file", null);
		}
		try {
			Config content = Serialization.unmarshal(Files.readString(path), Config.class);
			if (content == null) {
				throw broken(path, "is empty", null);
			}
			return content;
		}
		catch (IOException ex) {
			throw broken(path, "cannot be read: " + ex, ex);
		}
		catch (KubernetesConfigurationException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw broken(path, "cannot be parsed: " + withoutContent(ex), ex);
		}
	}

	private static KubernetesConfigurationException broken(Path path, String what, @Nullable Exception cause) {
		return new KubernetesConfigurationException("The kubeconfig '%s' %s.".formatted(path, what), POINT_ELSEWHERE,
				cause);
	}

	private static String withoutContent(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof JsonMappingException mapping) {
				String field = mapping.getPath().stream().map(Kubeconfigs::text).collect(Collectors.joining("."));
				return field.isEmpty() ? "it is not a mapping with clusters, users, and contexts"
						: "the field '%s' has a value of the wrong type".formatted(field);
			}
		}
		String message = String.valueOf(KubernetesConfigurationException.rootCause(failure).getMessage());
		// The parser quotes lines of the file, indented, and whatever it considers to be
		// a name.
		return message.lines()
			.filter((line) -> !line.startsWith("    "))
			.map(String::strip)
			.collect(Collectors.joining(" "))
			.replaceAll("(alias|anchor|tag) \\S+", "$1")
			.replaceAll("\\W+$", "");
	}

	private static String text(Reference reference) {
		return (reference.getFieldName() != null) ? reference.getFieldName() : "[" + reference.getIndex() + "]";
	}

	/**
	 * Reports why there is no current context, if there is any file at all.
	 * @throws KubernetesConfigurationException with the reason
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
	 * Reports that the cluster or user that a context refers to does not exist.
	 * @throws KubernetesConfigurationException with the reason
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
		return new KubernetesConfigurationException(
				"The kubeconfig '%s' %s. Available: %s.".formatted(file.path(), what,
						all.isEmpty() ? "none" : String.join(", ", all)),
				"Select a context with 'kubectl config use-context <name>'; 'kubectl config view' shows the configuration. "
						+ POINT_ELSEWHERE,
				null);
	}

	private <T> List<String> names(Function<Config, @Nullable List<T>> all, Function<T, String> name) {
		return this.files.stream().flatMap((file) -> names(file, all, name).stream()).distinct().toList();
	}

	private static <T> List<String> names(Kubeconfig file, Function<Config, @Nullable List<T>> all,
			Function<T, String> name) {
		List<T> found = all.apply(file.content());
		return (found != null) ? found.stream().map(name).filter(Objects::nonNull).toList() : List.of();
	}

}
