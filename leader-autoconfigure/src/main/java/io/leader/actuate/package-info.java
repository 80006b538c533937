/**
 * Endpoints that show the current leader to operators and let them make it yield.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.actuate;

import org.jspecify.annotations.NullMarked;
