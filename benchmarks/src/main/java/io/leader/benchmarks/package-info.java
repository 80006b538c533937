/**
 * JMH benchmarks of single calls, each with its lower limit for comparison.
 */
@NullMarked
package io.leader.benchmarks;

import org.jspecify.annotations.NullMarked;
