/**
 * Publishes changes in an election to the application's event listeners, based on Spring
 * Integration's leader events.
 * <p>
 * {@link io.leader.event.IsolatedListeners}, {@link io.leader.event.LeaderEvents} and
 * {@link io.leader.event.EndpointStopper} are internal and may change without notice.
 */
@NullMarked
package io.leader.event;

import org.jspecify.annotations.NullMarked;
