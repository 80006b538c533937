package io.leader.lock.kubernetes;

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A kind of object that can be a lock.
 *
 * @param group the API group; empty for the core group
 * @param version the version of the group
 * @param kind the kind
 * @param plural the resource
 */
record ObjectKind(String group, String version, String kind, String plural) {

	static final ObjectKind LEASE = new ObjectKind("coordination.k8s.io", "v1", "Lease", "leases");

	static final ObjectKind CONFIG_MAP = new ObjectKind("", "v1", "ConfigMap", "configmaps");

	static final ObjectKind ENDPOINTS = new ObjectKind("", "v1", "Endpoints", "endpoints");

	/**
	 * The kind of a lock type.
	 * @return {@code null} if locks of that type are no Kubernetes objects
	 */
	static @Nullable ObjectKind of(String lockType) {
		return Stream.of(LEASE, CONFIG_MAP, ENDPOINTS)
			.filter((kind) -> kind.plural.equals(lockType))
			.findFirst()
			.orElse(null);
	}

	String apiVersion() {
		return this.group.isEmpty() ? this.version : this.group + "/" + this.version;
	}

	private String path() {
		return this.group.isEmpty() ? "/api/" + this.version : "/apis/" + this.group + "/" + this.version;
	}

	/**
	 * The path of the objects of this kind in a namespace.
	 */
	String collection(String namespace) {
		return path() + "/namespaces/" + KubernetesApi.segment(namespace) + "/" + this.plural;
	}

}
