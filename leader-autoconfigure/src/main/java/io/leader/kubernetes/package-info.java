/**
 * The connection to the API server, and everything else that is written to Kubernetes or
 * checked there: Events, the Pod's label, and the permissions that all of it needs. The
 * only place that depends on a Kubernetes client.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.kubernetes;

import org.jspecify.annotations.NullMarked;
