/**
 * The SPI for locks: the object that candidates compete for, the information about its
 * holder, and the interfaces to implement for a new kind of lock.
 * <p>
 * {@link io.leader.lock.PrintableText} is internal and may change without notice.
 */
@NullMarked
package io.leader.lock;

import org.jspecify.annotations.NullMarked;
