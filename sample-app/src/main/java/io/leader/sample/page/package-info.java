/**
 * The page that shows who leads, with live updates.
 */
@NullMarked
package io.leader.sample.page;

import org.jspecify.annotations.NullMarked;
