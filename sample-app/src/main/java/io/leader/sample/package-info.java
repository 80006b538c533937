/**
 * A small service with a job that only the leader runs.
 */
@NullMarked
package io.leader.sample;

import org.jspecify.annotations.NullMarked;
