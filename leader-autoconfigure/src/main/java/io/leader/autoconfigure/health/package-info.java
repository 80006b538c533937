/**
 * Auto-configuration for {@code io.leader.health}.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
