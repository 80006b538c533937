/**
 * The election engine and its public API, free of Spring and of Kubernetes.
 */
@NullMarked
package io.leader.election;

import org.jspecify.annotations.NullMarked;
