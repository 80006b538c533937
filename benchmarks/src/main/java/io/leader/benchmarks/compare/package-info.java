/**
 * Compares election libraries as black boxes, based on what the participants claim, for
 * example when they are stopped, killed, paused, or cut off from the network. Also
 * measures an application with many elections.
 */
@NullMarked
package io.leader.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
