package io.leader.kubernetes;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

import tools.jackson.databind.node.ObjectNode;

/**
 * An object at a particular version, kept as text, which takes about a tenth of the
 * memory of a JSON tree.
 */
final class SeenObject {

	private final long version;

	private final byte[] json;

	SeenObject(long version, ObjectNode object) {
		this.version = version;
		this.json = object.toString().getBytes(StandardCharsets.UTF_8);
	}

	long version() {
		return this.version;
	}

	ObjectNode object() {
		return Objects.requireNonNull(KubernetesApi.parse(this.json));
	}

}
