package io.leader.autoconfigure;

/**
 * The settings of an election that are in effect.
 *
 * @param properties the properties, with the values that customizers set
 * @param origin where the values come from
 */
record EffectiveSettings(LeaderProperties properties, SettingsOrigin origin) {

}
