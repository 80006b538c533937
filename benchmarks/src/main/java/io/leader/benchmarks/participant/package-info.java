/**
 * The participants of the comparison. Each is a program that reports on its standard
 * output when it acts as leader.
 */
@NullMarked
package io.leader.benchmarks.participant;

import org.jspecify.annotations.NullMarked;
