package io.leader.autoconfigure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;

import io.leader.autoconfigure.LeaderProperties.Startup;
import io.leader.autoconfigure.properties.PropertyScan;

/**
 * Which elections the properties speak of, and what holds for each: its own properties
 * before those of {@code leader}. Safe for use by several threads.
 */
public final class ConfiguredElections {

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("leader");

	private static final ConfigurationPropertyName ELECTIONS = ROOT.append("elections");

	private final Environment environment;

	private final PropertyScan scan;

	private final LeaderProperties root;

	private final Set<String> names;

	/** What has been bound; the same is asked for again and again at start-up. */
	private final Map<String, LeaderProperties> bound = new ConcurrentHashMap<>();

	/**
	 * Creates the elections.
	 * @param environment the properties
	 * @param scan what their names say
	 */
	ConfiguredElections(Environment environment, PropertyScan scan) {
		this.environment = environment;
		this.scan = scan;
		this.root = Binder.get(environment).bindOrCreate(ROOT.toString(), Bindable.of(LeaderProperties.class));
		this.names = Collections.unmodifiableSet(scan.elections(this.root.elections().keySet()));
	}

	/**
	 * What the names of all properties under {@code leader} say.
	 */
	PropertyScan scan() {
		return this.scan;
	}

	/**
	 * The elections that are configured by name; empty if there is just one, without a
	 * name of its own.
	 * @return the names
	 */
	public Set<String> names() {
		return this.names;
	}

	/**
	 * Which one is meant where none is named, if the properties say so.
	 */
	@Nullable String primary() {
		String primary = this.root.primary();
		if (primary != null && !names().contains(primary)) {
			throw new LeaderConfigurationException(
					"leader.primary is '%s', and there is no such election.".formatted(primary),
					names().isEmpty() ? "Remove leader.primary, or configure the elections as leader.elections.<name>."
							: "Set leader.primary to one of: %s.".formatted(String.join(", ", names())));
		}
		return (primary == null && names().size() == 1) ? names().iterator().next() : primary;
	}

	/**
	 * The properties that hold for an election.
	 * @param name its name, or {@code null} for the one without a name of its own
	 * @return its own, else those of all elections
	 */
	public LeaderProperties of(@Nullable String name) {
		if (name == null || !names().contains(name)) {
			return this.root;
		}
		return this.bound.computeIfAbsent(name, this::bind);
	}

	private LeaderProperties bind(String name) {
		List<ConfigurationPropertySource> layers = own(name);
		// Without the properties of the other elections: they would be bound each time.
		ConfigurationPropertySources.get(this.environment)
			.forEach((source) -> layers
				.add((property) -> isOfElections(property) ? null : source.getConfigurationProperty(property)));
		return binder(layers).bindOrCreate(ROOT.toString(), Bindable.of(LeaderProperties.class));
	}

	private static boolean isOfElections(ConfigurationPropertyName property) {
		return ELECTIONS.equals(property) || ELECTIONS.isAncestorOf(property);
	}

	/**
	 * An election's own properties, seen as those of all.
	 */
	private List<ConfigurationPropertySource> own(String name) {
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

	private Binder binder(List<ConfigurationPropertySource> layers) {
		return new Binder(layers, new PropertySourcesPlaceholdersResolver(this.environment));
	}

	/**
	 * What the names of an election's properties start with, for messages.
	 * @param name its name, or {@code null} for the one without a name of its own
	 * @return the prefix, without a dot at its end
	 */
	public String prefix(@Nullable String name) {
		return (name != null && names().contains(name)) ? "leader.elections." + name : "leader";
	}

	/**
	 * The properties of the election that the application waits to lead before it starts,
	 * if there is one.
	 * @return its properties, or {@code null} if the application does not wait
	 */
	public @Nullable LeaderProperties waiting() {
		List<String> waiting = names().stream().filter(this::waitsFor).toList();
		if (waiting.size() > 1) {
			throw new LeaderConfigurationException(
					"The application would wait to lead %s at once; others could lead one each and wait for ever."
						.formatted(waiting),
					"Set leader.elections.<name>.startup=wait for one election only, instead of leader.startup.");
		}
		if (names().isEmpty()) {
			return waitsFor(null) ? this.root : null;
		}
		return waiting.isEmpty() ? null : of(waiting.get(0));
	}

	/**
	 * Whether an election is there because of the properties, and was not registered
	 * while the application runs.
	 * @param name its name
	 * @return whether it is
	 */
	public boolean isConfigured(String name) {
		return names().isEmpty() ? name.equals(new ElectionNames(this.environment, true).electionName(null, this.root))
				: names().contains(name);
	}

	/**
	 * Whether the application waits to lead an election before it starts.
	 * @param name its name, or {@code null} for the one without a name of its own
	 * @return whether it does
	 */
	public boolean waitsFor(@Nullable String name) {
		LeaderProperties properties = of(name);
		return properties.startup() == Startup.WAIT && properties.testAs() == null;
	}

	/**
	 * The lock's name as far as the election's own properties say.
	 */
	@Nullable String ownLockName(String name) {
		return own(name, "lock-name");
	}

	/**
	 * Whether a property is set for one election only, rather than for all of them.
	 * @param name the election's name
	 * @param key what the property's name ends with, for instance {@code pod-label}
	 * @return whether it is
	 */
	public boolean isOwn(String name, String key) {
		return own(name, key) != null;
	}

	private @Nullable String own(String name, String key) {
		return binder(own(name)).bind("leader." + key, String.class).orElse(null);
	}

}
