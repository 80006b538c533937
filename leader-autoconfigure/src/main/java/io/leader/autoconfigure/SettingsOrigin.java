package io.leader.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.util.StringUtils;

/**
 * Where the settings of an election come from, for messages.
 *
 * @param election the name of the election
 * @param prefix the prefix of its properties, without a trailing dot
 * @param customizers the descriptions of the customizers that override properties, by the
 * suffix of the property's name
 */
record SettingsOrigin(String election, String prefix, Map<String, String> customizers) {

	/**
	 * Returns whether a customizer overrides a property.
	 * @param key the suffix of the property's name
	 */
	boolean isCustomized(String key) {
		return this.customizers.containsKey(key);
	}

	/**
	 * Creates the exception for invalid values. If customizers have set any of these
	 * values, the message names the customizers.
	 * @param description the problem
	 * @param action what to do about it
	 * @param keys the suffixes of the names of the properties that are involved
	 */
	LeaderConfigurationException failure(String description, String action, String... keys) {
		Map<String, List<String>> byCustomizer = new LinkedHashMap<>();
		for (String key : keys) {
			String customizer = this.customizers.get(key);
			if (customizer != null) {
				byCustomizer.computeIfAbsent(customizer, (name) -> new ArrayList<>()).add(this.prefix + "." + key);
			}
		}
		if (byCustomizer.isEmpty()) {
			return new LeaderConfigurationException(description, action);
		}
		StringBuilder text = new StringBuilder(description);
		byCustomizer.forEach((customizer, names) -> text.append(
				" %s sets %s for election '%s'.".formatted(customizer, String.join(" and ", names), this.election)));
		return new LeaderConfigurationException(text.toString(),
				"In %s, %s".formatted((byCustomizer.size() == 1) ? "this customizer" : "these customizers",
						StringUtils.uncapitalize(action)));
	}

}
