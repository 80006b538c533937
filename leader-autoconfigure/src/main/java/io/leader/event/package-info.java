/**
 * Tells the application's event listeners what happens in an election, in Spring
 * Integration's terms.
 */
@NullMarked
package io.leader.event;

import org.jspecify.annotations.NullMarked;
