/**
 * Runs elections: what decides, its clocks, threads, calls to the locks, and listeners.
 * Free of Spring and of Kubernetes.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.engine;

import org.jspecify.annotations.NullMarked;
