/**
 * A search that visits every situation of a few candidates and one lock or two, up to a
 * bound.
 */
@NullMarked
package io.leader.exhaustive;

import org.jspecify.annotations.NullMarked;
