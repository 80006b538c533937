package io.leader.lock.kubernetes;

import org.jspecify.annotations.Nullable;

import io.leader.kubernetes.KubernetesConnection;
import io.leader.kubernetes.ObjectKind;

/**
 * The lock type {@code endpoints}: a record in an annotation of an Endpoints object, in
 * the format of Kubernetes' client-go. Its subsets and all else in it are kept.
 */
public final class EndpointsLock extends AnnotationLock {

	/**
	 * Creates a lock. Sends nothing.
	 * @param connection the connection to the API server
	 * @param namespace the object's namespace
	 * @param name the object's name
	 * @param adoptExisting whether an object that is no lock is made one
	 * @param owner this process's Pod if it is to own the lock while this process leads
	 */
	public EndpointsLock(KubernetesConnection connection, String namespace, String name, boolean adoptExisting,
			@Nullable PodOwner owner) {
		super(connection, ObjectKind.ENDPOINTS, namespace, name, adoptExisting, owner);
	}

}
