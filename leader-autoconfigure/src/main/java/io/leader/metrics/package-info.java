/**
 * Measures elections with Micrometer.
 */
@NullMarked
package io.leader.metrics;

import org.jspecify.annotations.NullMarked;
