/**
 * Runs elections: their decisions, clocks, threads, calls to locks, and listeners.
 * Independent of Spring and Kubernetes.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.engine;

import org.jspecify.annotations.NullMarked;
