package io.leader.autoconfigure;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

import io.leader.autoconfigure.properties.PropertyScan;

/**
 * The elections that the properties define, and the effective properties of each
 * election. Values that an {@link ElectionSettingsCustomizer} sets take precedence over
 * the election's own properties, which take precedence over the properties shared by all
 * elections ({@code leader.*}). Thread-safe.
 *
 * @since 0.1.0
 */
public final class ConfiguredElections {

	private static final String PREFIX = "leader";

	private final ElectionNames electionNames;

	private final ElectionSources sources;

	private final SettingsCustomizers customizers;

	private final LeaderProperties root;

	/** The name of the only election if no election is configured by name. */
	private final String nameOfOnly;

	/**
	 * The settings of the only election if no election is configured by name; otherwise,
	 * the settings that all elections share.
	 */
	private final EffectiveSettings withoutName;

	private final Map<String, ElectionProperties> own = new HashMap<>();

	private final Map<String, EffectiveSettings> elections = new LinkedHashMap<>();

	private final Map<String, EffectiveSettings> registered = new ConcurrentHashMap<>();

	/**
	 * Determines the configured elections and their settings.
	 * @param environment the source of the properties
	 * @param scan the result of scanning the property names
	 * @param root the bound properties of {@code leader}
	 * @param customizers the customizers of the settings
	 */
	ConfiguredElections(Environment environment, PropertyScan scan, LeaderProperties root,
			SettingsCustomizers customizers) {
		this.electionNames = new ElectionNames(environment, true);
		this.customizers = customizers;
		this.sources = new ElectionSources(environment);
		this.root = root;
		Map<String, Set<ElectionProperties>> bound = new HashMap<>();
		root.elections()
			.forEach((name, properties) -> bound.computeIfAbsent(PropertyScan.uniform(name), (form) -> new HashSet<>())
				.add(properties));
		for (String name : scan.elections(root.elections().keySet())) {
			Set<ElectionProperties> found = bound.getOrDefault(PropertyScan.uniform(name), Set.of());
			// A name with several spellings is bound once for each spelling, and a name
			// in an environment variable might not be bound at all.
			ElectionProperties properties = (found.size() == 1) ? found.iterator().next()
					: this.sources.bind(name, ElectionProperties.class);
			this.own.put(name, properties);
			this.elections.put(name, customizers.apply(name, prefixOfNamed(name), properties.over(root)));
		}
		this.nameOfOnly = this.electionNames.electionName(null, root);
		this.withoutName = this.elections.isEmpty() ? customizers.apply(this.nameOfOnly, PREFIX, root)
				: ofAll(this.nameOfOnly);
	}

	private EffectiveSettings ofAll(String election) {
		return new EffectiveSettings(this.root, new SettingsOrigin(election, PREFIX, Map.of()));
	}

	/**
	 * Returns the names of the elections that are configured by name. The set is empty if
	 * the only election does not have its own name.
	 * @return the names
	 */
	public Set<String> names() {
		return Collections.unmodifiableSet(this.elections.keySet());
	}

	/**
	 * Returns the effective properties of an election.
	 * @param name the name of the election, or {@code null} for the one without its own
	 * name
	 * @return the values that customizers set, falling back to the election's own
	 * properties and then to those shared by all elections
	 */
	public LeaderProperties of(@Nullable String name) {
		return settings(name).properties();
	}

	/**
	 * Returns the effective settings of an election. If the name is unknown, these are
	 * the settings shared by all elections.
	 * @param name the name of the election, or {@code null} for the one without its own
	 * name
	 */
	EffectiveSettings settings(@Nullable String name) {
		if (name == null || (names().isEmpty() && name.equals(this.nameOfOnly))) {
			return this.withoutName;
		}
		EffectiveSettings settings = this.elections.get(name);
		if (settings == null) {
			settings = this.registered.get(name);
		}
		return (settings != null) ? settings : ofAll(name);
	}

	/**
	 * Customizes the settings of an election that is about to be registered at runtime,
	 * and stores them.
	 * @return {@code true} if the settings were stored; {@code false} if the settings of
	 * an election with this name are already known
	 */
	boolean add(String name) {
		if (isConfigured(name) || this.registered.containsKey(name)) {
			return false;
		}
		this.registered.put(name, this.customizers.apply(name, PREFIX, this.root));
		return true;
	}

	/**
	 * Removes the settings of an election that was registered at runtime. Has no effect
	 * on a configured election.
	 */
	void remove(String name) {
		this.registered.remove(name);
	}

	/**
	 * Returns the prefix of an election's properties, for messages.
	 * @param name the name of the election, or {@code null} for the one without its own
	 * name
	 * @return the prefix, without a trailing dot
	 */
	public String prefix(@Nullable String name) {
		return (name != null && names().contains(name)) ? prefixOfNamed(name) : PREFIX;
	}

	private static String prefixOfNamed(String name) {
		return PREFIX + ".elections." + name;
	}

	/**
	 * Returns the properties of the election that the application waits to lead before it
	 * starts, if there is one.
	 * @return its properties, or {@code null} if the application does not wait
	 * @throws LeaderConfigurationException if there are several such elections
	 */
	public @Nullable LeaderProperties waiting() {
		List<String> waiting = names().stream().filter(this::waitsFor).toList();
		if (waiting.size() > 1) {
			throw new LeaderConfigurationException(
					"The application would wait to lead all of the elections %s. Replicas that lead only some of them would wait forever."
						.formatted(waiting),
					"Set leader.elections.<name>.startup.wait-for-leadership=true for only one election, instead of leader.startup.wait-for-leadership.");
		}
		if (names().isEmpty()) {
			return waitsFor(null) ? of(null) : null;
		}
		return waiting.isEmpty() ? null : of(waiting.get(0));
	}

	/**
	 * Returns whether an election is defined by the properties, as opposed to being
	 * registered at runtime.
	 * @param name the name of the election
	 * @return {@code true} if the election is configured
	 */
	public boolean isConfigured(String name) {
		return names().isEmpty() ? name.equals(this.nameOfOnly) : names().contains(name);
	}

	/**
	 * Returns whether the application is configured to wait until it leads an election
	 * before it starts. It does not wait for an election that a test controls.
	 * @param name the name of the election, or {@code null} for the one without its own
	 * name
	 * @return {@code true} if the application waits
	 */
	public boolean waitsFor(@Nullable String name) {
		LeaderProperties properties = of(name);
		return properties.startup().waitForLeadership() && properties.test().role() == null;
	}

	/**
	 * Returns the lock name from the election's own properties.
	 */
	@Nullable String ownLockName(String name) {
		ElectionProperties properties = this.own.get(name);
		return (properties != null) ? properties.lockName() : null;
	}

	/**
	 * Returns the name of an election's lock. By default, it begins with the
	 * application's name, if any, so that elections of different applications have
	 * different locks.
	 * @param name the election's name
	 * @return the name of its lock, without its namespace
	 * @throws LeaderConfigurationException if the lock name of a named election is not
	 * valid
	 */
	public String lockName(String name) {
		return (names().isEmpty() && isConfigured(name)) ? name : lockNameOfNamed(name);
	}

	/**
	 * Returns the name of the lock of a named election.
	 */
	String lockNameOfNamed(String name) {
		return this.electionNames.lockName(name, ownLockName(name), this.root);
	}

	/**
	 * Returns whether a property is set for one election specifically, rather than for
	 * all of them.
	 * @param name the election's name
	 * @param key the suffix of the property's name, for example {@code pod-label}
	 * @return {@code true} if the property is set for this election
	 */
	public boolean isOwn(String name, String key) {
		return this.sources.isSet(name, key);
	}

}
