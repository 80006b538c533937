/**
 * The lock for a single machine, for development and for processes that do not run on
 * Kubernetes.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.lock.local;

import org.jspecify.annotations.NullMarked;
