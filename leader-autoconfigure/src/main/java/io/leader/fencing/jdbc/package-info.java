/**
 * Fences transactions on relational databases.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.fencing.jdbc;

import org.jspecify.annotations.NullMarked;
