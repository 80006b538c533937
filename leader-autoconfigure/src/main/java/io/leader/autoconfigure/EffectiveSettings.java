package io.leader.autoconfigure;

/**
 * The effective settings of an election.
 *
 * @param properties the properties, with the values that customizers set
 * @param origin where the values come from
 */
record EffectiveSettings(LeaderProperties properties, SettingsOrigin origin) {

}
