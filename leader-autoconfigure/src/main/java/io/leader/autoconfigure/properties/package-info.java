/**
 * Determines which properties exist, which are mistyped, and which elections their names
 * define.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.autoconfigure.properties;

import org.jspecify.annotations.NullMarked;
