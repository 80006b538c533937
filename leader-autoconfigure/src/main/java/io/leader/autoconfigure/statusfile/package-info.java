/**
 * Auto-configuration for {@code io.leader.statusfile}.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.autoconfigure.statusfile;

import org.jspecify.annotations.NullMarked;
