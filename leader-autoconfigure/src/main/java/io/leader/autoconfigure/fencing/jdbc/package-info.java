/**
 * Auto-configuration for {@code io.leader.fencing.jdbc}.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.autoconfigure.fencing.jdbc;

import org.jspecify.annotations.NullMarked;
