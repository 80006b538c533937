/**
 * The SPI for locks: what candidates compete for, what a lock says about its holder, and
 * what to implement for a new kind of lock.
 * <p>
 * {@link io.leader.lock.PrintableText} is internal and may change without notice.
 */
@NullMarked
package io.leader.lock;

import org.jspecify.annotations.NullMarked;
