/**
 * Auto-configuration of {@code io.leader.actuate}.
 */
@NullMarked
package io.leader.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
