/**
 * What an election means for the application's health, and the other way round.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.health;

import org.jspecify.annotations.NullMarked;
