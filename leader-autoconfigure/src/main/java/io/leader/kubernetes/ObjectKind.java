package io.leader.kubernetes;

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A kind of object that can be a lock.
 *
 * @param group the API group; empty for the core group
 * @param version the version of the group
 * @param kind the kind
 * @param plural the plural name of the resource
 */
public record ObjectKind(String group, String version, String kind, String plural) {

	/** The kind {@code Lease}. */
	public static final ObjectKind LEASE = new ObjectKind("coordination.k8s.io", "v1", "Lease", "leases");

	/** The kind {@code ConfigMap}. */
	public static final ObjectKind CONFIG_MAP = new ObjectKind("", "v1", "ConfigMap", "configmaps");

	/** The kind {@code Endpoints}. */
	public static final ObjectKind ENDPOINTS = new ObjectKind("", "v1", "Endpoints", "endpoints");

	/**
	 * Returns the kind that corresponds to a lock type.
	 * @return the kind, or {@code null} if no kind has the lock type as its plural name
	 */
	static @Nullable ObjectKind of(String lockType) {
		return Stream.of(LEASE, CONFIG_MAP, ENDPOINTS)
			.filter((kind) -> kind.plural.equals(lockType))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Returns the value of the {@code apiVersion} field of an object.
	 * @return the group and the version, or only the version for the core group
	 */
	public String apiVersion() {
		return this.group.isEmpty() ? this.version : this.group + "/" + this.version;
	}

	private String path() {
		return this.group.isEmpty() ? "/api/" + this.version : "/apis/" + this.group + "/" + this.version;
	}

	/**
	 * Returns the path of the objects of this kind in a namespace.
	 * @param namespace the namespace
	 * @return the path, without a trailing slash
	 */
	public String collection(String namespace) {
		return path() + "/namespaces/" + KubernetesApi.segment(namespace) + "/" + this.plural;
	}

}
