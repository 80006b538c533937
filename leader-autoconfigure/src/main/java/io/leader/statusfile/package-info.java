/**
 * A file that exists while this process leads, for programs that check a file instead of
 * sending a request.
 * <p>
 * Internal: may change without notice.
 */
@NullMarked
package io.leader.statusfile;

import org.jspecify.annotations.NullMarked;
