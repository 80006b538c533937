package io.leader.kubernetes;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A permission that this process needs in Kubernetes.
 *
 * @param group the API group; empty for the core group
 * @param resource the plural name of the resource
 * @param verb the verb
 * @param namespace the namespace
 * @param name the name of the only affected object, or {@code null} for all objects
 */
public record Permission(String group, String resource, String verb, String namespace, @Nullable String name) {

	/**
	 * Returns this permission and any other that is sufficient in its place. The only
	 * permission with an alternative is that for Events, since Events are available in
	 * two groups.
	 */
	List<Permission> alternatives() {
		if (!this.group.equals(EventRecorder.GROUP)) {
			return List.of(this);
		}
		return List.of(this, new Permission("", this.resource, this.verb, this.namespace, this.name));
	}

	/**
	 * Returns the same permission for all objects of the resource.
	 */
	Permission ofAllObjects() {
		return new Permission(this.group, this.resource, this.verb, this.namespace, null);
	}

	/**
	 * Returns a rule of a Role that grants this permission.
	 * @return a list item in YAML flow style
	 */
	public String rule() {
		return "- {apiGroups: [\"%s\"], resources: [\"%s\"], verbs: [\"%s\"]%s}".formatted(this.group, this.resource,
				this.verb, (this.name != null) ? ", resourceNames: [\"" + this.name + "\"]" : "");
	}

}
