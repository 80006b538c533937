/**
 * Candidates of different makes that are compared with each other. Each is a program that
 * says on its standard output when it acts as leader.
 */
@NullMarked
package io.leader.benchmarks.participant;

import org.jspecify.annotations.NullMarked;
