package io.leader.autoconfigure.kubernetes;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Details required to establish a connection to the API server of a Kubernetes cluster.
 * <p>
 * A bean of this type takes precedence over the service account and over kubeconfig
 * files, but not over the application's own {@code Config} or {@code KubernetesClient}
 * bean. With {@code leader.platform=auto}, locks of the built-in types are on Kubernetes
 * if there is such a bean, even outside a cluster; with {@code leader.platform=local},
 * the bean is not used.
 *
 * @since 0.1.0
 */
public interface KubernetesConnectionDetails extends ConnectionDetails {

	/**
	 * Returns the content of a kubeconfig in YAML. Its current context determines the API
	 * server, the credentials, and the namespace of locks for which no namespace is
	 * configured. If the context has no namespace, these locks are in the namespace
	 * {@code default}. This method is called once, when the first lock on Kubernetes is
	 * created. It is not called if there is no such lock, as with
	 * {@code @LeaderElectionTest}, or if another bean takes precedence. To replace a
	 * token that the API server refuses, the credential plugin in the kubeconfig is run
	 * again. A client certificate that the plugin returns is not replaced.
	 * @return the content of the kubeconfig
	 */
	String kubeconfig();

}
