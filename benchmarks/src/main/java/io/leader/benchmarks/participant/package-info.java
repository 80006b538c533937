/**
 * The programs that the harness starts: the participants of the comparison, and an
 * application with many elections. Each reports on its standard output when it leads.
 */
@NullMarked
package io.leader.benchmarks.participant;

import org.jspecify.annotations.NullMarked;
