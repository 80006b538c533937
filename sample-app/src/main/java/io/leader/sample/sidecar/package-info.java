/**
 * The sample application as a sidecar: the inputs and outputs of leader-elector,
 * leader-election, and k8s-elector.
 */
@NullMarked
package io.leader.sample.sidecar;

import org.jspecify.annotations.NullMarked;
