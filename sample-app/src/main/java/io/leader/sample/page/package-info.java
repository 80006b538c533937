/**
 * The page that shows which replica leads, with live updates.
 */
@NullMarked
package io.leader.sample.page;

import org.jspecify.annotations.NullMarked;
