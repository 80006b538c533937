/**
 * Finds out which properties exist, which are mistyped, and which elections their names
 * speak of.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.autoconfigure.properties;

import org.jspecify.annotations.NullMarked;
