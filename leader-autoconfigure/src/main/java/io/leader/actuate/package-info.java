/**
 * The actuator endpoint that shows the current leader and can make this process yield,
 * and the contribution to the info endpoint.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.actuate;

import org.jspecify.annotations.NullMarked;
