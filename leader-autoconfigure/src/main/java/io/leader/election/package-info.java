/**
 * What applications use of leader election: elections, their status, and listeners. Free
 * of Spring and of Kubernetes.
 */
@NullMarked
package io.leader.election;

import org.jspecify.annotations.NullMarked;
