package io.leader.kubernetes;

import tools.jackson.databind.node.ObjectNode;

/**
 * An Event in the core group. It is the same resource as in {@code events.k8s.io} but has
 * different field names. Some Roles grant access only to the core group.
 */
final class CoreEvent {

	private CoreEvent() {
	}

	static ObjectNode of(ObjectNode event) {
		ObjectNode core = event.deepCopy();
		core.put("apiVersion", "v1");
		core.set("involvedObject", core.remove("regarding"));
		core.set("message", core.remove("note"));
		core.set("reportingComponent", core.remove("reportingController"));
		return core;
	}

}
