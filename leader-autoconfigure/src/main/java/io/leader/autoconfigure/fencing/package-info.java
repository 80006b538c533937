/**
 * Auto-configuration of {@code io.leader.fencing}.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.autoconfigure.fencing;

import org.jspecify.annotations.NullMarked;
