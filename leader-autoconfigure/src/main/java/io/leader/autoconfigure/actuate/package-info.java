/**
 * Auto-configuration for {@code io.leader.actuate}.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
