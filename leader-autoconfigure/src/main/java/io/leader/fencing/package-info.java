/**
 * Prevents a former leader from writing: each write carries the fencing token of its
 * term, and a token that is smaller than the last one seen is rejected.
 */
@NullMarked
package io.leader.fencing;

import org.jspecify.annotations.NullMarked;
