/**
 * The connection to the API server, and everything other than locks that is written or
 * checked in Kubernetes: Events, the Pod's label, and the required permissions. Apart
 * from auto-configuration, the only package that depends on a Kubernetes client.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.kubernetes;

import org.jspecify.annotations.NullMarked;
