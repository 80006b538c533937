package io.leader.lock.kubernetes;

import tools.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * The annotation that identifies the candidate that wrote a record.
 */
final class InstanceAnnotation {

	static final String NAME = "leader.io/instance";

	private InstanceAnnotation() {
	}

	static @Nullable String read(ObjectNode object) {
		return object.path("metadata").path("annotations").path(NAME).stringValue(null);
	}

	static void write(ObjectNode object, @Nullable String mark) {
		if (mark != null) {
			object.withObject("/metadata").withObject("/annotations").put(NAME, mark);
		}
	}

}
