/**
 * Ties candidacy to the life of the application.
 */
@NullMarked
package io.leader.lifecycle;

import org.jspecify.annotations.NullMarked;
