package io.leader.autoconfigure.properties;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.leader.autoconfigure.properties.UnknownProperty.Kind;

/**
 * Scans the names of all properties under {@code leader} to determine which of them the
 * starter does not bind, and which elections they define. A source that cannot list its
 * names is skipped.
 * <p>
 * Environment variables that begin with {@code LEADER_} may belong to other programs. For
 * example, Kubernetes sets {@code LEADER_SERVICE_HOST} for a Service, and operators read
 * {@code LEADER_ELECTION_NAMESPACE}. Therefore, an unknown variable is reported only if
 * its name is the former name of a property, resembles the name of a property, begins
 * with {@code LEADER_FENCING_JDBC_} or its equivalent for an election, or is the name of
 * an election or of a group, such as {@code LEADER_LOCK}, whose value would be ignored or
 * would prevent the properties from being bound.
 */
public final class PropertyScan {

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("leader");

	/** The prefix of properties that, if ignored, might leave transactions unfenced. */
	private static final String FENCE = "fencing.jdbc.";

	private final PropertyKeys keys;

	private final Set<String> elections = new LinkedHashSet<>();

	private final List<UnknownProperty> unknown = new ArrayList<>();

	/**
	 * Scans the names.
	 * @param environment the source of the properties
	 * @param properties the record that the properties of the starter are bound to
	 */
	public PropertyScan(Environment environment, Class<? extends Record> properties) {
		this.keys = new PropertyKeys(properties);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				boolean variables = source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
				iterable.stream().filter(ROOT::isAncestorOf).distinct().forEach((name) -> {
					if (isWithoutKey(name)) {
						if (!ServiceVariables.include(name, iterable)) {
							scanWithoutKey(name, iterable);
						}
					}
					else if (variables) {
						scanVariable(name, iterable);
					}
					else {
						scan(name, iterable);
					}
				});
			}
		}
	}

	/**
	 * Returns the names of all elections that properties refer to. Mistyped properties
	 * are not bound, but their election still exists.
	 * @param bound the names of the elections that have bound properties
	 * @return these names, and those of elections without bound properties; only one
	 * spelling of each name
	 */
	public Set<String> elections(Set<String> bound) {
		Map<String, String> byForm = new LinkedHashMap<>();
		Stream.concat(bound.stream(), this.elections.stream())
			.forEach((name) -> byForm.merge(PropertyKeys.uniform(name), name, PropertyScan::original));
		return new LinkedHashSet<>(byForm.values());
	}

	/**
	 * Returns the form that different spellings of the same name have in common.
	 * @param name the name of an election
	 * @return the name in lowercase, without dots, dashes, and underscores
	 */
	public static String uniform(String name) {
		return PropertyKeys.uniform(name);
	}

	/**
	 * Chooses between two spellings of a name. A name from an environment variable may
	 * lack dashes and has no uppercase letters, so a spelling that is longer or has
	 * uppercase letters is considered the original one.
	 */
	private static String original(String one, String other) {
		return (one.length() > other.length() || !one.equals(one.toLowerCase(Locale.ROOT))) ? one : other;
	}

	List<UnknownProperty> unknown() {
		return this.unknown;
	}

	private void scan(ConfigurationPropertyName name, ConfigurationPropertySource source) {
		boolean ofElection = isOfElection(name);
		int first = ofElection ? 3 : 1;
		if (ofElection) {
			this.elections.add(name.getElement(2, Form.ORIGINAL));
		}
		int end = this.keys.isItem(name, first) ? name.getNumberOfElements() - 1 : name.getNumberOfElements();
		String dotted = UniformName.of(name, first, end, ".");
		boolean known = ofElection
				? this.keys.isElectionKey(UniformName.of(name, first, end)) && this.keys.hasElements(dotted)
				: this.keys.hasElements(dotted);
		if (known) {
			return;
		}
		String current = RenamedProperties.currentKey(dotted);
		if (current != null) {
			String prefix = ofElection ? "leader.elections." + name.getElement(2, Form.ORIGINAL) + "." : "leader.";
			report(name, source, prefix + current, Kind.RENAMED);
		}
		else if (this.keys.isGroup(dotted)) {
			reportGroup(name, source, first);
		}
		else {
			report(name, source, ofElection ? nearestElectionKey(name) : nearest(name),
					dotted.startsWith(FENCE) ? Kind.FENCE : Kind.UNKNOWN);
		}
	}

	private static boolean isOfElection(ConfigurationPropertyName name) {
		return name.getNumberOfElements() > 3 && name.getElement(1, Form.UNIFORM).equals(PropertyKeys.ELECTIONS);
	}

	/**
	 * Returns whether a name denotes all elections or one of them, rather than a
	 * property.
	 */
	private static boolean isWithoutKey(ConfigurationPropertyName name) {
		return name.getNumberOfElements() <= 3 && name.getElement(1, Form.UNIFORM).equals(PropertyKeys.ELECTIONS);
	}

	/**
	 * Scans a name that denotes all elections or one of them. Such a name must not have a
	 * value, except for the blank value of an election that is defined in YAML without
	 * any properties.
	 */
	private void scanWithoutKey(ConfigurationPropertyName name, ConfigurationPropertySource source) {
		boolean one = name.getNumberOfElements() == 3;
		if (one) {
			this.elections.add(name.getElement(2, Form.ORIGINAL));
		}
		if (!value(name, source).isBlank()) {
			report(name, source, null, one ? Kind.ELECTION : Kind.ELECTIONS);
		}
	}

	private @Nullable String nearest(ConfigurationPropertyName name) {
		if (name.getNumberOfElements() > 3 && PropertyKeys.resemblesElections(name.getElement(1, Form.UNIFORM))) {
			return nearestElectionKey(name);
		}
		String key = this.keys.nearest(UniformName.of(name, 1));
		return (key != null) ? "leader." + key : null;
	}

	private @Nullable String nearestElectionKey(ConfigurationPropertyName name) {
		String key = this.keys.nearest(UniformName.of(name, 3));
		if (key == null) {
			return null;
		}
		return this.keys.isElectionKey(PropertyKeys.uniform(key))
				? "leader.elections." + name.getElement(2, Form.ORIGINAL) + "." + key : "leader." + key;
	}

	/**
	 * Scans the name of an environment variable, which does not distinguish dashes from
	 * dots.
	 */
	private void scanVariable(ConfigurationPropertyName name, ConfigurationPropertySource source) {
		if (isOfElection(name)) {
			scanElectionVariable(name, source);
			return;
		}
		if (isKeyOfVariable(name, 1)) {
			return;
		}
		String key = UniformName.of(name, 1);
		String current = RenamedProperties.currentKey(key);
		String mistyped = this.keys.mistyped(key);
		if (current != null) {
			report(name, source, "leader." + current,
					RenamedProperties.isCertain(key, value(name, source)) ? Kind.RENAMED : Kind.UNKNOWN);
		}
		else if (this.keys.isGroup(UniformName.dotted(name, 1))) {
			reportGroup(name, source, 1);
		}
		else if (isOfFence(name, 1)) {
			reportFenceVariable(name, source, 1);
		}
		else if (mistyped != null) {
			report(name, source, "leader." + mistyped, Kind.UNKNOWN);
		}
	}

	private static boolean isOfFence(ConfigurationPropertyName name, int first) {
		return UniformName.of(name, first).startsWith(PropertyKeys.uniform(FENCE))
				&& !ServiceVariables.include(UniformName.dotted(name, first));
	}

	private void reportFenceVariable(ConfigurationPropertyName name, ConfigurationPropertySource source, int first) {
		String key = this.keys.nearest(UniformName.of(name, first));
		boolean ofElection = first > 1 && key != null && this.keys.isElectionKey(PropertyKeys.uniform(key));
		String prefix = ofElection ? "leader.elections." + electionOfVariable(name, first) + "." : "leader.";
		report(name, source, (key != null) ? prefix + key : null, Kind.FENCE);
	}

	private void scanElectionVariable(ConfigurationPropertyName name, ConfigurationPropertySource source) {
		for (int first = 3; first < name.getNumberOfElements(); first++) {
			if (isKeyOfVariable(name, first)) {
				this.elections.add(electionOfVariable(name, first));
				return;
			}
		}
		for (int first = 3; first < name.getNumberOfElements(); first++) {
			String current = RenamedProperties.currentKey(UniformName.of(name, first));
			if (current != null) {
				report(name, source, "leader.elections." + electionOfVariable(name, first) + "." + current,
						Kind.RENAMED);
				return;
			}
			if (isOfFence(name, first)) {
				this.elections.add(electionOfVariable(name, first));
				reportFenceVariable(name, source, first);
				return;
			}
		}
		String election = name.getElement(2, Form.ORIGINAL);
		String mistyped = this.keys.mistyped(UniformName.of(name, 3));
		if (this.keys.isGroup(UniformName.dotted(name, 3))) {
			reportGroup(name, source, 3);
		}
		else if (mistyped != null) {
			this.elections.add(election);
			report(name, source, "leader.elections." + election + "." + mistyped, Kind.UNKNOWN);
		}
	}

	private static String electionOfVariable(ConfigurationPropertyName name, int end) {
		return IntStream.range(2, end)
			.mapToObj((index) -> name.getElement(index, Form.ORIGINAL))
			.collect(Collectors.joining("-"));
	}

	private boolean isKeyOfVariable(ConfigurationPropertyName name, int first) {
		return this.keys.isItem(name, first) || (this.keys.hasElementsOfVariable(UniformName.dotted(name, first))
				&& (first == 1 || this.keys.isElectionKey(UniformName.of(name, first))));
	}

	/**
	 * Reports a group that has a value, since the value would be ignored or prevent the
	 * properties from being bound. In YAML, a group without properties has a blank value,
	 * which is not reported.
	 */
	private void reportGroup(ConfigurationPropertyName name, ConfigurationPropertySource source, int first) {
		if (!value(name, source).isBlank()) {
			String key = this.keys.firstOfGroup(UniformName.dotted(name, first));
			String prefix = (first > 1) ? "leader.elections." + name.getElement(2, Form.ORIGINAL) + "." : "leader.";
			report(name, source, prefix + key, Kind.GROUP);
		}
	}

	private void report(ConfigurationPropertyName name, ConfigurationPropertySource source, @Nullable String nearest,
			Kind kind) {
		ConfigurationProperty property = source.getConfigurationProperty(name);
		this.unknown.add(new UnknownProperty(name, (property != null) ? property.getOrigin() : null,
				value(name, source), nearest, kind));
	}

	private static String value(ConfigurationPropertyName name, ConfigurationPropertySource source) {
		ConfigurationProperty property = source.getConfigurationProperty(name);
		return (property != null) ? String.valueOf(property.getValue()) : "";
	}

}
