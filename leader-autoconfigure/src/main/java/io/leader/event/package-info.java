/**
 * Connects elections to Spring Integration: publishes its leader events to the
 * application's event listeners, lets its candidates take part in elections, and stops
 * endpoints that start before this process leads.
 * <p>
 * {@link io.leader.event.IsolatedListeners}, {@link io.leader.event.LeaderEvents}, and
 * {@link io.leader.event.EndpointStopper} are internal and may change without notice.
 */
@NullMarked
package io.leader.event;

import org.jspecify.annotations.NullMarked;
