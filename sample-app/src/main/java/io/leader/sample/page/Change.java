package io.leader.sample.page;

import java.time.Instant;

/**
 * Something that happened in an election, as this replica saw it.
 *
 * @param at when
 * @param election in which
 * @param kind {@code granted}, {@code revoked} or {@code other}
 * @param text what, in words
 */
record Change(Instant at, String election, String kind, String text) {
}
