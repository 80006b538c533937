package io.leader.sample.sidecar;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.StringUtils;

/**
 * The Spring properties that are set on the command line, as system properties, or as
 * environment variables, in any of Spring Boot's forms.
 */
final class GivenProperties {

	private final ConfigurationPropertySource arguments;

	private final Iterable<ConfigurationPropertySource> all;

	GivenProperties(List<String> arguments, Map<String, String> variables) {
		MutablePropertySources sources = new MutablePropertySources();
		sources.addLast(new SimpleCommandLinePropertySource(arguments.toArray(String[]::new)));
		sources.addLast(new PropertiesPropertySource(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME,
				System.getProperties()));
		sources.addLast(new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
				new HashMap<>(variables)));
		this.all = ConfigurationPropertySources.from(sources);
		this.arguments = this.all.iterator().next();
	}

	boolean isArgument(String property) {
		return this.arguments.getConfigurationProperty(ConfigurationPropertyName.adapt(property, '.')) != null;
	}

	/**
	 * Returns whether a property has a value that is not blank, or any property below it
	 * is set.
	 */
	boolean isAnySet(String property) {
		ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
		for (ConfigurationPropertySource source : this.all) {
			if (hasText(source.getConfigurationProperty(name))
					|| source.containsDescendantOf(name) == ConfigurationPropertyState.PRESENT) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns the duration to which a property is set, in any of Spring Boot's formats.
	 * @return the duration; empty if the property is not set or its value is not a
	 * duration, which the application reports
	 */
	Optional<Duration> duration(String property) {
		ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
		for (ConfigurationPropertySource source : this.all) {
			ConfigurationProperty found = source.getConfigurationProperty(name);
			if (found != null) {
				return parse(String.valueOf(found.getValue()));
			}
		}
		return Optional.empty();
	}

	private static Optional<Duration> parse(String value) {
		try {
			return Optional.of(DurationStyle.detectAndParse(value));
		}
		catch (IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

	private static boolean hasText(@Nullable ConfigurationProperty property) {
		return property != null && StringUtils.hasText(String.valueOf(property.getValue()));
	}

}
