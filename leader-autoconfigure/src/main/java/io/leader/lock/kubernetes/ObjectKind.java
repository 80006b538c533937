package io.leader.lock.kubernetes;

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

	String apiVersion() {
		return this.group.isEmpty() ? this.version : this.group + "/" + this.version;
	}

	String path() {
		return this.group.isEmpty() ? "/api/" + this.version : "/apis/" + this.group + "/" + this.version;
	}

}
