package io.leader.lock.kubernetes;

import java.time.Duration;

import tools.jackson.databind.node.ObjectNode;

import io.leader.kubernetes.KubernetesApi;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.lock.ElectionLock;

/**
 * The object of each lock type, with a handwritten record.
 */
enum ForeignObjects {

	LEASE, CONFIG_MAP, ENDPOINTS, FOR_LIFE, SPRING_CLOUD;

	static final PodOwner SELF = new PodOwner("self", "uid-s");

	ElectionLock lock(KubernetesConnection connection, String namespace, String name) {
		return switch (this) {
			case LEASE -> new LeaseLock(connection, namespace, name);
			case CONFIG_MAP -> new ConfigMapLock(connection, namespace, name, false, null);
			case ENDPOINTS -> new EndpointsLock(connection, namespace, name, false, null);
			case FOR_LIFE -> new ForLifeConfigMapLock(connection, namespace, name, SELF);
			case SPRING_CLOUD -> new SpringCloudLock(connection, namespace, name, "leader.id.orders", SELF.name(),
					namespace, Duration.ofSeconds(15));
		};
	}

	String path(String namespace, String name) {
		return switch (this) {
			case LEASE -> "/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases/" + name;
			case ENDPOINTS -> "/api/v1/namespaces/" + namespace + "/endpoints/" + name;
			default -> "/api/v1/namespaces/" + namespace + "/configmaps/" + name;
		};
	}

	String transitionsField() {
		return (this == LEASE) ? "leaseTransitions" : "leaderTransitions";
	}

	/**
	 * Returns an object with a record that has the given holder and fields.
	 * @param holder the holder
	 * @param fields the other fields of the record, as JSON members
	 */
	ObjectNode object(String holder, String fields) {
		ObjectNode object = KubernetesApi.object();
		ObjectNode metadata = object.putObject("metadata");
		metadata.put("name", "orders").put("uid", "uid-o").put("resourceVersion", "7");
		ObjectNode read = KubernetesApi.parse("{" + fields + "}");
		if (read == null) {
			throw new IllegalArgumentException(fields);
		}
		read.put("holderIdentity", holder);
		// Use the text of the fields, since a JSON tree would change the format of
		// numbers.
		String record = "{\"holderIdentity\":" + read.get("holderIdentity") + (fields.isEmpty() ? "" : "," + fields)
				+ "}";
		switch (this) {
			case LEASE -> object.set("spec", read);
			case CONFIG_MAP, ENDPOINTS ->
				metadata.putObject("annotations").put("control-plane.alpha.kubernetes.io/leader", record);
			case FOR_LIFE -> {
				metadata.putObject("annotations").put("leader.io/record", record);
				new PodOwner(holder, "uid-1").own(object);
			}
			case SPRING_CLOUD ->
				object.putObject("data").put("leader.id.orders", holder).put("leader.record.leader.id.orders", record);
		}
		return object;
	}

}
