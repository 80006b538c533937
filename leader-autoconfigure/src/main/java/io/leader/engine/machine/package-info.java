/**
 * Decides what one candidate does. A pure state machine without threads, clocks,
 * randomness, logging, or I/O. Internal: may change without notice.
 */
@NullMarked
package io.leader.engine.machine;

import org.jspecify.annotations.NullMarked;
