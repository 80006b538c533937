/**
 * Measures elections with Micrometer.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.metrics;

import org.jspecify.annotations.NullMarked;
