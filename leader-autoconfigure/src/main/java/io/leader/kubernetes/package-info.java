/**
 * The connection to the API server, and what else is told to Kubernetes: Events, the
 * Pod's label, and the rights that all of it needs. The only place that sees a Kubernetes
 * client.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.kubernetes;

import org.jspecify.annotations.NullMarked;
