/**
 * A thread for work outside the elections.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.autoconfigure.thread;

import org.jspecify.annotations.NullMarked;
