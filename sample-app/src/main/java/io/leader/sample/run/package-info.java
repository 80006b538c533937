/**
 * The sample application as a wrapper: waits for leadership and then runs a command, as
 * kube-leader does.
 */
@NullMarked
package io.leader.sample.run;

import org.jspecify.annotations.NullMarked;
