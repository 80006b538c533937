package io.leader.autoconfigure.properties;

import java.util.function.BiFunction;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Checks the system properties and environment variables under a prefix whose properties
 * must not be mistyped. Spring Boot itself checks all other sources if the bound type
 * does not ignore unknown fields.
 */
public final class StrictProperties {

	private final ConfigurationPropertyName prefix;

	private final PropertyKeys keys;

	/**
	 * Creates a check.
	 * @param prefix the prefix
	 * @param properties the record that the properties under the prefix are bound to
	 */
	public StrictProperties(String prefix, Class<? extends Record> properties) {
		this.prefix = ConfigurationPropertyName.of(prefix);
		this.keys = new PropertyKeys(properties);
	}

	/**
	 * Throws an exception if a property is unknown.
	 * @param environment the source of the properties
	 * @param failure creates the exception from the problem and what to do about it
	 */
	public void check(Environment environment, BiFunction<String, String, RuntimeException> failure) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable
					&& source.getUnderlyingSource() instanceof PropertySource<?> underlying
					&& isUncheckedByBoot(underlying)) {
				boolean variables = underlying instanceof SystemEnvironmentPropertySource;
				iterable.stream()
					.filter((name) -> this.prefix.isAncestorOf(name) && !isKnown(name, variables))
					.findFirst()
					.ifPresent((name) -> {
						throw failure.apply(problem(name, source), action(name));
					});
			}
		}
	}

	private static boolean isUncheckedByBoot(PropertySource<?> source) {
		return source instanceof SystemEnvironmentPropertySource
				|| source.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
	}

	private boolean isKnown(ConfigurationPropertyName name, boolean variable) {
		int first = this.prefix.getNumberOfElements();
		int end = name.getNumberOfElements() - (this.keys.isItem(name, first) ? 1 : 0);
		String dotted = UniformName.of(name, first, end, ".");
		return variable ? this.keys.hasElementsOfVariable(dotted) || ServiceVariables.include(dotted)
				: this.keys.hasElements(dotted);
	}

	private static String problem(ConfigurationPropertyName name, ConfigurationPropertySource source) {
		ConfigurationProperty property = source.getConfigurationProperty(name);
		String found = (property != null) ? "%s (%s)".formatted(name, property.getOrigin()) : name.toString();
		return found + " is not a property of the starter. If it were ignored, a receiver might be left unfenced.";
	}

	private String action(ConfigurationPropertyName name) {
		String nearest = this.keys.nearest(UniformName.of(name, this.prefix.getNumberOfElements()));
		return (nearest != null) ? "Rename it to %s.%s.".formatted(this.prefix, nearest)
				: "Remove it, or use a property of %s.".formatted(this.prefix);
	}

}
