/**
 * Methods that only the leader runs.
 * <p>
 * {@link io.leader.guard.LeaderOnlyPostProcessor} and
 * {@link io.leader.guard.NotLeaderAdvice} are internal and may change without notice.
 */
@NullMarked
package io.leader.guard;

import org.jspecify.annotations.NullMarked;
