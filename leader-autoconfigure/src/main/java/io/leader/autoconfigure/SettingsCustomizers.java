package io.leader.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.ClassUtils;

/**
 * Holds the customizers of an application, and applies them to the settings of its
 * elections.
 */
final class SettingsCustomizers {

	/**
	 * No customizers.
	 */
	static final SettingsCustomizers NONE = new SettingsCustomizers(List.of(), Map.of());

	private static final Logger logger = LoggerFactory.getLogger(SettingsCustomizers.class);

	private final List<DescribedCustomizer> all = new ArrayList<>();

	/**
	 * Creates the customizers.
	 * @param ordered the customizers in the order in which they are called
	 * @param beans the customizers by bean name, for messages
	 */
	SettingsCustomizers(List<ElectionSettingsCustomizer> ordered, Map<String, ElectionSettingsCustomizer> beans) {
		for (ElectionSettingsCustomizer customizer : ordered) {
			String beanName = beans.entrySet()
				.stream()
				.filter((bean) -> bean.getValue() == customizer)
				.map((bean) -> " '" + bean.getKey() + "'")
				.findFirst()
				.orElse("");
			this.all.add(new DescribedCustomizer(
					"ElectionSettingsCustomizer%s (%s)".formatted(beanName, className(customizer)), customizer));
		}
	}

	/**
	 * Returns the name of the class, or of the class that contains the lambda.
	 */
	private static String className(ElectionSettingsCustomizer customizer) {
		String name = ClassUtils.getUserClass(customizer).getName();
		int lambda = name.indexOf("$$Lambda");
		return (lambda < 0) ? name : name.substring(0, lambda);
	}

	/**
	 * Calls the customizers for an election.
	 * @param election the name of the election
	 * @param prefix the prefix of its properties
	 * @param properties its properties
	 * @return its effective settings
	 * @throws LeaderConfigurationException if a customizer throws an exception
	 */
	EffectiveSettings apply(String election, String prefix, LeaderProperties properties) {
		CustomizableSettings settings = new CustomizableSettings(properties);
		for (DescribedCustomizer one : this.all) {
			try {
				settings.customize(election, one.customizer(), one.description());
			}
			catch (RuntimeException ex) {
				throw new LeaderConfigurationException(
						"%s failed for election '%s': %s".formatted(one.description(), election, ex),
						"Correct the customizer. Start with --debug to see where the exception was thrown.", ex);
			}
		}
		settings.origins()
			.forEach((key, customizer) -> logger.debug("Election '{}': {} sets {}.{}", election, customizer, prefix,
					key));
		return new EffectiveSettings(settings.customized(), new SettingsOrigin(election, prefix, settings.origins()));
	}

	/**
	 * A customizer with a description for messages.
	 *
	 * @param description the name of the bean and its class, for messages
	 * @param customizer the customizer
	 */
	private record DescribedCustomizer(String description, ElectionSettingsCustomizer customizer) {

	}

}
