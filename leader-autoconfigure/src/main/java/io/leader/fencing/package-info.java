/**
 * Keeps a former leader from writing: what it writes carries the fencing token of its
 * term, and a smaller token than the last one is refused.
 */
@NullMarked
package io.leader.fencing;

import org.jspecify.annotations.NullMarked;
