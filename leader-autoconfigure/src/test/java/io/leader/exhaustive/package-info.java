/**
 * A search that visits every situation of a few candidates and one or two locks, up to a
 * bound.
 */
@NullMarked
package io.leader.exhaustive;

import org.jspecify.annotations.NullMarked;
