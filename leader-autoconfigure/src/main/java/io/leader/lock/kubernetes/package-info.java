/**
 * Locks that are objects of the Kubernetes API.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.lock.kubernetes;

import org.jspecify.annotations.NullMarked;
