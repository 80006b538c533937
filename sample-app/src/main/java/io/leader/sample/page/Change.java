package io.leader.sample.page;

import java.time.Instant;

/**
 * Something that happened in an election, as observed by this replica.
 *
 * @param at when this replica was notified of it
 * @param election the name of the election
 * @param kind {@code granted}, {@code revoked}, or {@code other}
 * @param text a description of the change
 */
record Change(Instant at, String election, String kind, String text) {
}
