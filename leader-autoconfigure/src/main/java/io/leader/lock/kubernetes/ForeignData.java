package io.leader.lock.kubernetes;

import java.util.Map;
import java.util.Set;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Detects data that others store in an object whose record is in an annotation. If a Pod
 * owned the object, Kubernetes' garbage collector would delete this data with the Pod.
 */
final class ForeignData {

	private static final Set<String> ENVELOPE = Set.of("apiVersion", "kind", "metadata");

	private ForeignData() {
	}

	/**
	 * Returns whether an object contains data besides its metadata. Empty fields and
	 * simple values, such as {@code immutable}, do not count as data.
	 */
	static boolean isIn(ObjectNode object) {
		for (Map.Entry<String, JsonNode> field : object.properties()) {
			if (!ENVELOPE.contains(field.getKey()) && field.getValue().isContainer() && !field.getValue().isEmpty()) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns the number of owners of an object.
	 */
	static int owners(ObjectNode object) {
		return object.path("metadata").path("ownerReferences").size();
	}

}
