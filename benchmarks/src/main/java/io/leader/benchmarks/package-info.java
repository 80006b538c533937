/**
 * JMH benchmarks of single calls, each with a lower bound for comparison.
 */
@NullMarked
package io.leader.benchmarks;

import org.jspecify.annotations.NullMarked;
