/**
 * Compares election libraries as black boxes, based on what the participants claim while
 * they are stopped, killed, paused, and cut off from the network.
 */
@NullMarked
package io.leader.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
