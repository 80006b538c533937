/**
 * Ties candidacy to the lifecycle of the application.
 * <p>
 * Internal: may change without notice, except for the phase
 * {@link io.leader.lifecycle.LeaderElectionLifecycle#PHASE}.
 */
@NullMarked
package io.leader.lifecycle;

import org.jspecify.annotations.NullMarked;
