package io.leader.kubernetes;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * What this process knows of its Pod through the downward API.
 *
 * @param name the Pod's name, or {@code null} if it is not known
 * @param uid the Pod's uid, or {@code null} if it is not known
 * @param namespace the Pod's namespace, or {@code null} if it is not known
 */
public record ThisPod(@Nullable String name, @Nullable String uid, @Nullable String namespace) {

	/**
	 * How to let a process know its Pod.
	 */
	public static final String DOWNWARD_API = "Set POD_NAME (metadata.name), POD_UID (metadata.uid) and POD_NAMESPACE "
			+ "(metadata.namespace) through the downward API, as in env: "
			+ "[{name: POD_UID, valueFrom: {fieldRef: {fieldPath: metadata.uid}}}].";

	/**
	 * Looks at the variables as they are now.
	 * @param variables gives the value of a variable
	 * @return what they say; a blank one says nothing
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
	 * The variable that has to be set before name, uid, and namespace are known.
	 * @return the first one that is not, or {@code null} if all are
	 */
	public @Nullable String missing() {
		if (this.name == null) {
			return "POD_NAME";
		}
		return (this.uid == null) ? "POD_UID" : (this.namespace == null) ? "POD_NAMESPACE" : null;
	}

}
