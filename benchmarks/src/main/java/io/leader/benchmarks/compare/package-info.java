/**
 * Compares different election libraries as black boxes: by what the participants
 * themselves claim while they are stopped, killed, paused and cut off.
 */
@NullMarked
package io.leader.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
