package io.leader.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyCaching;
import org.springframework.boot.context.properties.source.ConfigurationPropertyCaching.CacheOverride;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;

/**
 * Finds the properties of individual elections in the property sources. The name of an
 * election can be in either notation: {@code leader.elections.<name>} or
 * {@code leader.elections[<name>]}.
 */
final class ElectionSources {

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("leader");

	private final Environment environment;

	ElectionSources(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Binds the properties of one election.
	 */
	<T> T bind(String name, Class<T> type) {
		return binder(name).bindOrCreate(ROOT, Bindable.of(type), new EmptyGroups().apply(BindHandler.DEFAULT));
	}

	/**
	 * Returns the elections that have their own value for a property. This is much
	 * cheaper than binding all of their properties.
	 * @param key the suffix of the property's name
	 * @param type the type of its value
	 * @param names the names of all elections
	 */
	@SuppressWarnings("try")
	<T> Set<String> having(String key, Class<T> type, Set<String> names) {
		// Without the cache, each source would list its names for each lookup.
		try (CacheOverride cache = ConfigurationPropertyCaching.get(this.environment).override()) {
			return names.stream()
				.filter((name) -> isSet(name, key))
				.filter((name) -> binder(name).bind(ROOT.append(key), Bindable.of(type)).isBound())
				.collect(Collectors.toUnmodifiableSet());
		}
	}

	/**
	 * Returns whether a property is set for one election specifically.
	 * @param name the name of the election
	 * @param key the suffix of the property's name
	 */
	boolean isSet(String name, String key) {
		ConfigurationPropertyName property = ROOT.append(key);
		return layers(name).stream().anyMatch((layer) -> layer.getConfigurationProperty(property) != null);
	}

	private Binder binder(String name) {
		return new Binder(layers(name), new PropertySourcesPlaceholdersResolver(this.environment));
	}

	/**
	 * Returns sources that present an election's own properties as if they were the
	 * properties shared by all elections.
	 */
	private List<ConfigurationPropertySource> layers(String name) {
		ConfigurationPropertyName plain = ConfigurationPropertyName.adapt("leader.elections." + name, '.');
		ConfigurationPropertyName indexed = ConfigurationPropertyName.of("leader.elections[" + name + "]");
		List<ConfigurationPropertySource> layers = new ArrayList<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			layers.add((property) -> {
				if (!ROOT.isAncestorOf(property)) {
					return null;
				}
				ConfigurationPropertyName rest = property.subName(1);
				ConfigurationProperty found = source.getConfigurationProperty(plain.append(rest));
				return (found != null) ? found : source.getConfigurationProperty(indexed.append(rest));
			});
		}
		return layers;
	}

}
