/**
 * Prevents a former leader from writing: each write carries the fencing token of its
 * term, and a write whose token is smaller than the largest one seen is rejected.
 */
@NullMarked
package io.leader.fencing;

import org.jspecify.annotations.NullMarked;
