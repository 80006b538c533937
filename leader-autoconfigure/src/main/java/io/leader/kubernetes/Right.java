package io.leader.kubernetes;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Something that Kubernetes must allow this process to do.
 *
 * @param group the API group; empty for the core group
 * @param resource the resource, in the plural
 * @param verb the verb
 * @param namespace the namespace
 * @param name the one object that it is about, or {@code null} for all
 */
public record Right(String group, String resource, String verb, String namespace, @Nullable String name) {

	/**
	 * The rights any one of which is enough: Events are one resource in two groups.
	 */
	List<Right> alternatives() {
		if (!this.group.equals(EventRecorder.GROUP)) {
			return List.of(this);
		}
		return List.of(this, new Right("", this.resource, this.verb, this.namespace, this.name));
	}

	/**
	 * The same right for all objects of the resource.
	 */
	Right ofAllObjects() {
		return new Right(this.group, this.resource, this.verb, this.namespace, null);
	}

	/**
	 * A rule of a Role that grants this.
	 * @return a list item in YAML's flow style
	 */
	public String rule() {
		return "- {apiGroups: [\"%s\"], resources: [\"%s\"], verbs: [\"%s\"]%s}".formatted(this.group, this.resource,
				this.verb, (this.name != null) ? ", resourceNames: [\"" + this.name + "\"]" : "");
	}

}
