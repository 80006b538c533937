/**
 * Support for tests of custom locks: the contract that every lock must fulfill, and an
 * in-memory lock. Published as {@code leader-autoconfigure} with the classifier
 * {@code test-support}. Needs JUnit Jupiter and AssertJ.
 */
@NullMarked
package io.leader.lock.test;

import org.jspecify.annotations.NullMarked;
