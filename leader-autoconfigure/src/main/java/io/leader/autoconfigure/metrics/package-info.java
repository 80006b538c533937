/**
 * Auto-configuration of {@code io.leader.metrics}.
 */
@NullMarked
package io.leader.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
