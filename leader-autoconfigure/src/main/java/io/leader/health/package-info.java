/**
 * The effect of elections on the application's health, and vice versa.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.health;

import org.jspecify.annotations.NullMarked;
