package io.leader.autoconfigure.properties;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * Joins the elements of a property's name in their uniform form: lowercase, without
 * dashes.
 */
final class UniformName {

	private UniformName() {
	}

	/**
	 * Joins the elements from an index to the end.
	 */
	static String of(ConfigurationPropertyName name, int first) {
		return of(name, first, name.getNumberOfElements());
	}

	/**
	 * Joins the elements from one index, inclusive, to another, exclusive.
	 */
	static String of(ConfigurationPropertyName name, int first, int end) {
		return of(name, first, end, "");
	}

	/**
	 * Joins the elements from an index to the end with dots.
	 */
	static String dotted(ConfigurationPropertyName name, int first) {
		return of(name, first, name.getNumberOfElements(), ".");
	}

	static String of(ConfigurationPropertyName name, int first, int end, String separator) {
		if (end == first + 1) {
			return name.getElement(first, Form.UNIFORM);
		}
		StringBuilder all = new StringBuilder();
		for (int index = first; index < end; index++) {
			all.append((index > first) ? separator : "").append(name.getElement(index, Form.UNIFORM));
		}
		return all.toString();
	}

}
