/**
 * Auto-configuration for {@code io.leader.metrics}.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
