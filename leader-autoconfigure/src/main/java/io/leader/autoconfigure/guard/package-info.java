/**
 * Auto-configuration for {@code io.leader.guard}.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.autoconfigure.guard;

import org.jspecify.annotations.NullMarked;
