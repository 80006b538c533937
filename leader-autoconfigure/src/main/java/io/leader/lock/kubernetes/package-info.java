/**
 * Locks that are objects of the Kubernetes API; the only place that sees a Kubernetes
 * client.
 */
@NullMarked
package io.leader.lock.kubernetes;

import org.jspecify.annotations.NullMarked;
