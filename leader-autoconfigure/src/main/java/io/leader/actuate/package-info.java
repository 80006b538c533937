/**
 * Endpoints for operators that expose the current leader and make it yield.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.actuate;

import org.jspecify.annotations.NullMarked;
