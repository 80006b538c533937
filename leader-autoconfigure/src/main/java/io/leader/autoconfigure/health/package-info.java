/**
 * Auto-configuration of {@code io.leader.health}.
 */
@NullMarked
package io.leader.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
