/**
 * The API of leader election for applications: elections, their status, and listeners.
 * Independent of Spring and of Kubernetes.
 */
@NullMarked
package io.leader.election;

import org.jspecify.annotations.NullMarked;
