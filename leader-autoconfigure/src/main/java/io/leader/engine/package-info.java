/**
 * Runs elections: the decisions, their clocks, threads, calls to the locks, and
 * listeners. Independent of Spring and of Kubernetes.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.engine;

import org.jspecify.annotations.NullMarked;
