/**
 * The SPI of locks: what candidates compete for, what a lock says, and what to implement
 * for a new kind of lock.
 */
@NullMarked
package io.leader.lock;

import org.jspecify.annotations.NullMarked;
