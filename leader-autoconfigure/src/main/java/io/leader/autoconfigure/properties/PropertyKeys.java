package io.leader.autoconfigure.properties;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * The keys that the components of a record are bound to, with a search for the key that
 * is closest to a text. Keys are compared in their uniform form: lowercase, without dots,
 * dashes, or underscores.
 */
final class PropertyKeys {

	static final String ELECTIONS = "elections";

	/** The keys that cannot be set for a single election. */
	private static final Set<String> OF_ALL_ONLY = Set.of(ELECTIONS, "primary", "fencingjdbcinitializeschema",
			"fencingjdbctablename", "fencingjdbctransactionmanagers");

	/** The minimum length of a key that is unlikely to be confused with another name. */
	private static final int MINIMUM_LENGTH = 8;

	private static final int LARGEST_TYPO = 2;

	/**
	 * The keys by their uniform form. If a former name has the same form as the current
	 * one, the current one is kept.
	 */
	private final Map<String, String> keys = new TreeMap<>();

	/** The keys with their elements in uniform form, separated by dots. */
	private final Set<String> elements = new HashSet<>();

	/**
	 * The first key in each group, by the elements of the group's name. A group contains
	 * properties and has no value.
	 */
	private final Map<String, String> groups = new HashMap<>();

	private final Set<String> lists = new HashSet<>();

	PropertyKeys(Class<? extends Record> properties) {
		addAll(properties, "");
	}

	/**
	 * Adds the keys of a record, and returns the first one.
	 */
	private String addAll(Class<?> properties, String prefix) {
		String first = "";
		for (RecordComponent component : properties.getRecordComponents()) {
			String key = prefix + DataObjectPropertyName.toDashedForm(component.getName());
			if (component.getType().isRecord()) {
				String ofGroup = addAll(component.getType(), key + ".");
				this.groups.put(dotted(key), ofGroup);
				first = first.isEmpty() ? ofGroup : first;
				continue;
			}
			first = first.isEmpty() ? key : first;
			this.elements.add(dotted(key));
			this.keys.merge(uniform(key), key, (one, other) -> one.contains(".") ? one : other);
			if (Collection.class.isAssignableFrom(component.getType())) {
				this.lists.add(uniform(key));
			}
		}
		return first;
	}

	static String uniform(String text) {
		return dotted(text).replace(".", "");
	}

	private static String dotted(String text) {
		return text.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
	}

	/**
	 * Returns whether a text is the uniform form of a key.
	 */
	boolean isKey(String uniform) {
		return this.keys.containsKey(uniform);
	}

	/**
	 * Returns whether a text is the uniform form of a key that can be set for a single
	 * election.
	 */
	boolean isElectionKey(String uniform) {
		return isKey(uniform) && !OF_ALL_ONLY.contains(uniform);
	}

	/**
	 * Returns whether the elements of a name are those of a key.
	 * @param dotted the uniform forms of the elements, separated by dots
	 */
	boolean hasElements(String dotted) {
		return this.elements.contains(dotted);
	}

	/**
	 * Returns whether the elements of an environment variable's name are those of a key:
	 * underscores stand for dots, and dashes are either removed or replaced by
	 * underscores.
	 * @param dotted the elements in lowercase, separated by dots
	 */
	boolean hasElementsOfVariable(String dotted) {
		return hasElements(dotted)
				|| this.keys.values().stream().anyMatch((key) -> key.replace('-', '.').equals(dotted));
	}

	/**
	 * Returns whether a name is a group, which contains properties and has no value.
	 * @param dotted the uniform forms of its elements, separated by dots
	 */
	boolean isGroup(String dotted) {
		return this.groups.containsKey(dotted);
	}

	/**
	 * Returns the first key of a group, or {@code null} if there is no such group.
	 * @param dotted the uniform forms of the group's elements, separated by dots
	 */
	@Nullable String firstOfGroup(String dotted) {
		return this.groups.get(dotted);
	}

	/**
	 * Returns whether a name is that of an item of a list.
	 * @param first the index of the element at which the key begins
	 */
	boolean isItem(ConfigurationPropertyName name, int first) {
		int last = name.getNumberOfElements() - 1;
		return last > first && name.isNumericIndex(last) && this.lists.contains(UniformName.of(name, first, last));
	}

	/**
	 * Returns a key whose last element is the given text or, if there is none, the key
	 * that is most similar to the text.
	 * @return the key, or {@code null} if none is similar enough
	 */
	@Nullable String nearest(String uniform) {
		String below = this.elements.stream()
			.filter((elements) -> elements.endsWith("." + uniform))
			.sorted()
			.findFirst()
			.orElse(null);
		if (below != null) {
			return this.keys.get(uniform(below));
		}
		return this.keys.keySet()
			.stream()
			.min(Comparator.comparingInt((key) -> dissimilarity(uniform, key)))
			.filter((key) -> dissimilarity(uniform, key) <= uniform.length() / 3)
			.map(this.keys::get)
			.orElse(null);
	}

	/**
	 * Returns a key of which the given text might be a misspelling. Short keys and those
	 * that cannot be set for a single election are not considered.
	 * @return the key, or {@code null} if there is none
	 */
	@Nullable String mistyped(String uniform) {
		return this.keys.keySet()
			.stream()
			.filter((key) -> isDistinctive(key) && isElectionKey(key))
			.filter((key) -> distance(uniform, key) <= LARGEST_TYPO)
			.findFirst()
			.map(this.keys::get)
			.orElse(null);
	}

	/**
	 * Returns whether a key is so long that it is unlikely to be confused with another
	 * name.
	 */
	static boolean isDistinctive(String uniform) {
		return uniform.length() >= MINIMUM_LENGTH;
	}

	static boolean resemblesElections(String uniform) {
		return distance(uniform, ELECTIONS) <= LARGEST_TYPO;
	}

	/**
	 * Returns how different two texts are. A common prefix makes them more similar.
	 */
	private static int dissimilarity(String one, String other) {
		int same = 0;
		while (same < Math.min(one.length(), other.length()) && one.charAt(same) == other.charAt(same)) {
			same++;
		}
		return distance(one, other) - 2 * same;
	}

	/**
	 * Returns the minimum number of characters to insert, remove, or replace to turn one
	 * text into the other.
	 */
	private static int distance(String one, String other) {
		int[] above = new int[other.length() + 1];
		Arrays.setAll(above, (column) -> column);
		for (int row = 1; row <= one.length(); row++) {
			int[] current = new int[other.length() + 1];
			current[0] = row;
			for (int column = 1; column <= other.length(); column++) {
				int replaced = above[column - 1] + ((one.charAt(row - 1) == other.charAt(column - 1)) ? 0 : 1);
				current[column] = Math.min(replaced, 1 + Math.min(above[column], current[column - 1]));
			}
			above = current;
		}
		return above[other.length()];
	}

}
