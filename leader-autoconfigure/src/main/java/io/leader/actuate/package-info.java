/**
 * Tells operators who leads, and lets them make the leader yield.
 */
@NullMarked
package io.leader.actuate;

import org.jspecify.annotations.NullMarked;
