/**
 * Auto-configuration for {@code io.leader.lifecycle}.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.autoconfigure.startup;

import org.jspecify.annotations.NullMarked;
