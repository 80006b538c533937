/**
 * What single calls cost: benchmarks for JMH, each with its limit beside it.
 */
@NullMarked
package io.leader.benchmarks;

import org.jspecify.annotations.NullMarked;
