/**
 * A file that exists while this process leads, for programs that look instead of asking.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.statusfile;

import org.jspecify.annotations.NullMarked;
