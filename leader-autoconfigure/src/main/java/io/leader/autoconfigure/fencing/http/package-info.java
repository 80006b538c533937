/**
 * Auto-configuration for {@code io.leader.fencing.http}.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.autoconfigure.fencing.http;

import org.jspecify.annotations.NullMarked;
