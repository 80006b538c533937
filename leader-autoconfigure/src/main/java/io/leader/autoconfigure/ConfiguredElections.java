package io.leader.autoconfigure;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

import io.leader.autoconfigure.LeaderProperties.Startup;
import io.leader.autoconfigure.properties.PropertyScan;

/**
 * Which elections the properties speak of, and what holds for each: its own properties
 * before those of {@code leader}. Safe for use by several threads.
 */
public final class ConfiguredElections {

	private final ElectionNames electionNames;

	private final ElectionSources sources;

	private final LeaderProperties root;

	private final Map<String, ElectionProperties> own = new HashMap<>();

	private final Map<String, LeaderProperties> elections = new LinkedHashMap<>();

	/**
	 * Creates the elections.
	 * @param environment the properties
	 * @param scan what their names say
	 * @param root what is bound to them
	 */
	ConfiguredElections(Environment environment, PropertyScan scan, LeaderProperties root) {
		this.electionNames = new ElectionNames(environment, true);
		this.sources = new ElectionSources(environment);
		this.root = root;
		Map<String, Set<ElectionProperties>> bound = new HashMap<>();
		root.elections()
			.forEach((name, properties) -> bound.computeIfAbsent(PropertyScan.uniform(name), (form) -> new HashSet<>())
				.add(properties));
		for (String name : scan.elections(root.elections().keySet())) {
			Set<ElectionProperties> found = bound.getOrDefault(PropertyScan.uniform(name), Set.of());
			// A name that is written in several ways is bound for each of them, and the
			// name in a variable perhaps for none.
			ElectionProperties properties = (found.size() == 1) ? found.iterator().next()
					: this.sources.bind(name, ElectionProperties.class);
			this.own.put(name, properties);
			this.elections.put(name, properties.over(root));
		}
	}

	/**
	 * The elections that are configured by name; empty if there is just one, without a
	 * name of its own.
	 * @return the names
	 */
	public Set<String> names() {
		return Collections.unmodifiableSet(this.elections.keySet());
	}

	/**
	 * The properties that hold for an election.
	 * @param name its name, or {@code null} for the one without a name of its own
	 * @return its own, else those of all elections
	 */
	public LeaderProperties of(@Nullable String name) {
		LeaderProperties properties = (name != null) ? this.elections.get(name) : null;
		return (properties != null) ? properties : this.root;
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
		return names().isEmpty() ? name.equals(this.electionNames.electionName(null, this.root))
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
		ElectionProperties properties = this.own.get(name);
		return (properties != null) ? properties.lockName() : null;
	}

	/**
	 * The name of an election's lock, which no other application has.
	 * @param name the election's name
	 * @return the name of its lock, without its namespace
	 */
	public String lockName(String name) {
		return (names().isEmpty() && isConfigured(name)) ? name : lockNameOfNamed(name);
	}

	/**
	 * The name of the lock of an election with a name of its own.
	 */
	String lockNameOfNamed(String name) {
		return this.electionNames.lockName(name, ownLockName(name), this.root);
	}

	/**
	 * Whether a property is set for one election only, rather than for all of them.
	 * @param name the election's name
	 * @param key what the property's name ends with, for instance {@code pod-label}
	 * @return whether it is
	 */
	public boolean isOwn(String name, String key) {
		return this.sources.isSet(name, key);
	}

}
