/**
 * Shows operators who leads, and lets them make the leader yield.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.actuate;

import org.jspecify.annotations.NullMarked;
