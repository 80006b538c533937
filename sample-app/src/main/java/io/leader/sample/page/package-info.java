/**
 * The page that shows who leads, live.
 */
@NullMarked
package io.leader.sample.page;

import org.jspecify.annotations.NullMarked;
