package io.leader.lock.kubernetes;

/**
 * The lock type {@code configmaps}: a record in an annotation of a ConfigMap, in the
 * format of Kubernetes' client-go. Its data and all else in it are kept.
 */
public final class ConfigMapLock extends AnnotationLock {

	/**
	 * Creates a lock. Sends nothing.
	 * @param connection the connection to the API server
	 * @param namespace the ConfigMap's namespace
	 * @param name the ConfigMap's name
	 * @param adoptExisting whether a ConfigMap that is no lock is made one
	 */
	public ConfigMapLock(KubernetesConnection connection, String namespace, String name, boolean adoptExisting) {
		super(connection, ObjectKind.CONFIG_MAP, namespace, name, adoptExisting);
	}

}
