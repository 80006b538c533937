/**
 * Compares election libraries as black boxes, based on when the participants claim to
 * lead, for example after one of them is stopped, killed, paused, or cut off from the
 * network. Also measures an application with many elections.
 */
@NullMarked
package io.leader.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
