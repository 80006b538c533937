/**
 * The sample application as a sidecar, with the flags, environment variables, and HTTP
 * responses of leader-elector, leader-election, and k8s-elector.
 */
@NullMarked
package io.leader.sample.sidecar;

import org.jspecify.annotations.NullMarked;
