package io.leader.lock.kubernetes;

import org.jspecify.annotations.Nullable;

import io.leader.kubernetes.KubernetesConnection;
import io.leader.kubernetes.ObjectKind;

/**
 * The lock type {@code configmaps}: a record in an annotation of a ConfigMap, in the
 * format of Kubernetes' client-go. The data in the ConfigMap is kept.
 */
public final class ConfigMapLock extends AnnotationLock {

	/**
	 * Creates a lock. Sends no request.
	 * @param connection the connection to the API server
	 * @param namespace the ConfigMap's namespace
	 * @param name the ConfigMap's name
	 * @param adoptExisting whether to turn an existing ConfigMap into a lock if it is not
	 * one yet
	 * @param owner this process's Pod, or {@code null} if no Pod should own the lock
	 */
	public ConfigMapLock(KubernetesConnection connection, String namespace, String name, boolean adoptExisting,
			@Nullable PodOwner owner) {
		super(connection, ObjectKind.CONFIG_MAP, namespace, name, adoptExisting, owner);
	}

}
