/**
 * Methods that only the leader runs.
 */
@NullMarked
package io.leader.guard;

import org.jspecify.annotations.NullMarked;
