/**
 * Support for tests that control the outcome of elections.
 */
@NullMarked
package io.leader.test;

import org.jspecify.annotations.NullMarked;
