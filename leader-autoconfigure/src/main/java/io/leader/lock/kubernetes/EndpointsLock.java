package io.leader.lock.kubernetes;

import org.jspecify.annotations.Nullable;

import io.leader.kubernetes.KubernetesConnection;
import io.leader.kubernetes.ObjectKind;

/**
 * The lock type {@code endpoints}: a record in an annotation of an Endpoints object, in
 * the format of Kubernetes' client-go. The subsets in the object are kept.
 */
public final class EndpointsLock extends AnnotationLock {

	/**
	 * Creates a lock. Sends no request.
	 * @param connection the connection to the API server
	 * @param namespace the object's namespace
	 * @param name the object's name
	 * @param adoptExisting whether to turn an existing object into a lock if it is not
	 * one yet
	 * @param owner this process's Pod, or {@code null} if no Pod should own the lock
	 */
	public EndpointsLock(KubernetesConnection connection, String namespace, String name, boolean adoptExisting,
			@Nullable PodOwner owner) {
		super(connection, ObjectKind.ENDPOINTS, namespace, name, adoptExisting, owner);
	}

}
