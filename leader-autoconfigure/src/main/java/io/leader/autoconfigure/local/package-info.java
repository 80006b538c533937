/**
 * Auto-configuration for {@code io.leader.lock.local}.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.autoconfigure.local;

import org.jspecify.annotations.NullMarked;
