/**
 * Lets tests of applications decide elections.
 */
@NullMarked
package io.leader.test;

import org.jspecify.annotations.NullMarked;
