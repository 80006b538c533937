package io.leader.benchmarks.compare;

/**
 * A span in which a candidate acted as leader. Times are in nanoseconds on the machine's
 * monotonic clock.
 *
 * @param from its first moment
 * @param to its last moment
 */
record Span(long from, long to) {

}
