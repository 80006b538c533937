/**
 * A file that exists while this process leads, for programs that look instead of asking.
 */
@NullMarked
package io.leader.statusfile;

import org.jspecify.annotations.NullMarked;
