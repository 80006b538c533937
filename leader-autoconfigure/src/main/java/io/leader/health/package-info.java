/**
 * What an election means for the application's health, and the other way round.
 */
@NullMarked
package io.leader.health;

import org.jspecify.annotations.NullMarked;
