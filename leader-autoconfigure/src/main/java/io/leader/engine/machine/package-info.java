/**
 * Decides what one candidate does, and does nothing: a pure state machine without
 * threads, clocks, chance, logging, or I/O. Internal: may change without notice.
 */
@NullMarked
package io.leader.engine.machine;

import org.jspecify.annotations.NullMarked;
