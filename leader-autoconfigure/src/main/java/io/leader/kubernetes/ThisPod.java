package io.leader.kubernetes;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * What this process knows about its Pod from the downward API.
 *
 * @param name the Pod's name, or {@code null} if it is unknown
 * @param uid the Pod's uid, or {@code null} if it is unknown
 * @param namespace the Pod's namespace, or {@code null} if it is unknown
 */
public record ThisPod(@Nullable String name, @Nullable String uid, @Nullable String namespace) {

	/**
	 * Instructions for exposing a Pod's metadata to its process.
	 */
	public static final String DOWNWARD_API = "Set POD_NAME (metadata.name), POD_UID (metadata.uid), and POD_NAMESPACE "
			+ "(metadata.namespace) through the downward API, for example env: "
			+ "[{name: POD_UID, valueFrom: {fieldRef: {fieldPath: metadata.uid}}}].";

	/**
	 * Reads the variables that describe this process's Pod.
	 * @param variables returns the current value of a variable
	 * @return the Pod as described by the variables; a blank variable counts as missing
	 */
	public static ThisPod of(Function<String, @Nullable String> variables) {
		return new ThisPod(value(variables, "POD_NAME"), value(variables, "POD_UID"),
				value(variables, "POD_NAMESPACE"));
	}

	private static @Nullable String value(Function<String, @Nullable String> variables, String name) {
		String value = variables.apply(name);
		return (value == null || value.isBlank()) ? null : value;
	}

	/**
	 * Returns the first of the variables {@code POD_NAME}, {@code POD_UID}, and
	 * {@code POD_NAMESPACE} that is not set.
	 * @return the name of the variable, or {@code null} if all are set
	 */
	public @Nullable String missing() {
		if (this.name == null) {
			return "POD_NAME";
		}
		return (this.uid == null) ? "POD_UID" : (this.namespace == null) ? "POD_NAMESPACE" : null;
	}

}
